"""Sentences a second, whole processes on one core: `check` of a text of sentences against quantulum3 and Recognizers-Text, which only find quantities and times in them."""

import itertools
import json
import pathlib
import sys

from pairs import once

HERE = pathlib.Path(__file__).parent
OWN = [
    "Border arrests fell to about 495,000 in fiscal 2023 from 541,618 a year earlier, a drop of 8.6 percent.",
    "The programme, announced on May 24, 2021, has drawn pledges of more than $5.2 billion from 50 companies.",
    "Two of the three countries recorded between 10 and 15 homicides per 100,000 people last year.",
    "She said that nobody she knew had left the village since the road was opened.",
]


def sentences(published):
    corpus = published.parent / "corpora/newsquant/dev.json"
    if corpus.is_file():
        return [case["text"].replace("\n", " ") for case in json.loads(corpus.read_text())]
    return OWN


def rate(command, scratch, written, few, many):
    """Sentences a second beyond `few`, so that starting the process and loading its tables do not count; peak MiB."""

    def seconds(number):
        file = scratch / "sentences.txt"
        file.write_text("\n\n".join(itertools.islice(itertools.cycle(written), number)) + "\n")
        runs = [once([*command, str(file)]) for _ in range(3)]
        return min(run[1] for run in runs), max(run[2] for run in runs)

    (short, _), (long, peak) = seconds(few), seconds(many)
    return (many - few) / (long - short), peak


def measure(rootcast, published, scratch):
    written = sentences(published)
    peers = [sys.executable, str(HERE / "peers.py")]
    check = [rootcast, "check", "--published", "2024-02-05", "--lang", "en", "--fail-on", "never", "--format", "csv"]
    ours, peak = rate(check, scratch, written, 1_000, 11_000)
    print(f"sentences a CPU second, {len(written)} different ones\n  rootcast check     {ours:10,.0f}  peak {peak:5.0f} MiB")
    for name, few, many in [("quantulum3", 20, 320), ("recognizers_text", 5, 65)]:
        theirs, peak = rate([*peers, name], scratch, written, few, many)
        print(f"  {name:18} {theirs:10,.0f}  peak {peak:5.0f} MiB  rootcast / peer {ours / theirs:,.0f}", flush=True)
