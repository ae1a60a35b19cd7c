"""`show` over twenty million observations in many releases, against DuckDB on the same Parquet.

Twenty releases of one source, each of four fiscal years and a million rows, each a year later than the one before:
every month stands in up to four releases, and the as-of rule has to choose. DuckDB is asked in two ways. *Macro*: the
views that `rootcast store views` prints, so that DuckDB applies the as-of rule itself. *Told*: it is handed the very
files and periods of the answer and has only to filter and add up.
"""

import json
import pathlib
import subprocess
import sys

from pairs import once, pair

HERE = pathlib.Path(__file__).parent
RELEASES, ROWS, FIRST = 20, 1_000_000, 2004
AS_OF = "2018-06-30"
LAST = 2017  # the last fiscal year that is known on that day
SOUTHWEST = "border = 'southwest'"
ORIGINS = "origin IN ('CUB', 'HTI', 'NIC', 'VEN')"

# Reading, and the same as SQL over the observations as known on the day: columns, condition, groups.
QUESTIONS = [
    (
        f"encounters border=southwest period=FY{LAST}",
        "sum(value)",
        f"{SOUTHWEST} AND \"start\" >= DATE '{LAST - 1}-10-01' AND \"end\" <= DATE '{LAST}-10-01'",
        None,
    ),
    (
        f"encounters origin=CUB+HTI+NIC+VEN border=southwest by=month period=FY{FIRST}..FY{LAST}",
        'strftime("start", \'%Y-%m\'), sum(value)',
        f"{SOUTHWEST} AND {ORIGINS} AND \"end\" <= DATE '{LAST}-10-01'",
        '"start"',
    ),
    (
        f"encounters by=origin,month period=FY{FIRST}..FY{LAST}",
        'origin, strftime("start", \'%Y-%m\'), sum(value)',
        f"\"end\" <= DATE '{LAST}-10-01'",
        'origin, "start"',
    ),
]


def build(rootcast, store, scratch):
    """A store of RELEASES releases."""
    for i in range(RELEASES):
        first = FIRST + i - 3
        file = scratch / "large.csv"
        command = [sys.executable, str(HERE / "generate.py"), str(ROWS), str(file), str(i), str(first)]
        subprocess.run(command, check=True)
        published = f"{first + 3}-10-22"
        once([rootcast, "--quiet", "--store", str(store), "ingest", str(file), "--published", published])
        file.unlink()


def told(store, columns, condition, groups):
    """The question over the files and periods that the as-of rule chooses, chosen beforehand."""
    records = []
    for path in sorted(store.glob("releases/*/*/release.json")):
        release = json.loads(path.read_text())["release"]
        records.append((release["effective"], path.parent / "observations.parquet"))
    records = sorted(r for r in records if r[0] <= AS_OF)
    parts = []
    for i, (effective, file) in enumerate(records):
        # Each release is the latest for its first fiscal year; the last one for all four.
        first = int(effective[:4]) - 3
        last = first if i + 1 < len(records) else first + 3
        parts.append(
            f"SELECT * FROM read_parquet('{file}') WHERE \"start\" >= DATE '{first - 1}-10-01' AND \"start\" < DATE '{last}-10-01'"
        )
    return ask(" UNION ALL BY NAME ".join(parts), columns, f"\"start\" >= DATE '{FIRST - 1}-10-01' AND " + condition, groups)


def ask(table, columns, condition, groups):
    grouped = f" GROUP BY {groups} ORDER BY {groups}" if groups else ""
    return f"SELECT {columns} FROM ({table}) WHERE measure = 'encounters' AND {condition}{grouped}"


def figures(csv):
    """The figures of `--format csv`, in order."""
    lines = csv.splitlines()
    at = lines[0].split(",").index("value")
    return [float(line.split(",")[at]) for line in lines[1:] if line]


def same(ours, peer):
    theirs = [float(line.split()[-1]) for line in peer.splitlines() if line]
    ours = figures(ours)
    return None if ours == theirs else f"{len(ours)} figures, sum {sum(ours)} | {len(theirs)}, {sum(theirs)}"


def measure(rootcast, _published, scratch, runs=5):
    store = scratch / "large"
    build(rootcast, store, scratch)
    views = subprocess.run([rootcast, "--store", str(store), "store", "views"], capture_output=True, text=True, check=True).stdout
    print(f"show: {RELEASES} releases, {RELEASES * ROWS:,} observations")
    for reading, columns, condition, groups in QUESTIONS:
        ours = [rootcast, "--store", str(store), "--no-embedded", "--format", "csv", "show", f"{reading} as-of={AS_OF}"]
        first = f"\"start\" >= DATE '{FIRST - 1}-10-01' AND "
        macro = views + ask(f"SELECT * FROM rootcast_as_of('{AS_OF}')", columns, first + condition, groups)
        for way, sql in [("macro", macro), ("told", told(store, columns, condition, groups))]:
            peer = [sys.executable, str(HERE / "peers.py"), "duckdb_query", sql]
            pair(f"show: {reading} against DuckDB ({way})", ours, peer, runs, same=same)
