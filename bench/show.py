"""`show` on the embedded figures against a pandas script that gives the same number from the published file."""

import pathlib
import sys

from pairs import pair

HERE = pathlib.Path(__file__).parent
READING = "encounters origin=nicaragua-venezuela-cuba-haiti border=southwest period=FY2023"


def measure(rootcast, published, _scratch, runs=9):
    ours = [rootcast, "--format", "csv", "show", READING]
    file = published / "cbp/nationwide-encounters-fy20-fy23-aor.csv.gz"
    peer = [sys.executable, str(HERE / "peers.py"), "pandas_show", str(file)]

    def same(a, b):
        return None if b.strip() in a else f"{a} | {b}"

    pair(f"show: {READING}", ours, peer, runs, same=same)
