"""Ingest against polars reading and grouping the same file."""

import pathlib
import shutil
import subprocess
import sys

from pairs import pair

HERE = pathlib.Path(__file__).parent


def measure(rootcast, published, scratch, rows=10_000_000, runs=3):
    store = scratch / "store"

    def empty():
        shutil.rmtree(store, ignore_errors=True)

    def compare(title, file, runs):
        ours = [rootcast, "--store", str(store), "ingest", str(file), "--published", "2024-10-22"]
        pair(title, ours, [sys.executable, str(HERE / "peers.py"), "polars_group", str(file)], runs, empty)
        empty()

    compare("ingest: published area file FY2021-24, gzip", published / "cbp/nationwide-encounters-fy21-fy24-aor.csv.gz", 7)
    generated = scratch / "generated.csv"
    # In a process of its own: a child is charged with the memory of the process that started it.
    subprocess.run([sys.executable, str(HERE / "generate.py"), str(rows), str(generated)], check=True)
    compare(f"ingest: generated area file, {rows:,} rows, {generated.stat().st_size / 1e6:,.0f} MB", generated, runs)
    generated.unlink()
