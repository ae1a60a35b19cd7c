"""Series a CPU second, and the errors they buy: automatic ETS, automatic ARIMA and dynamic optimised Theta on 500 monthly series of M3, ours and statsforecast's, on one core in one run; ours on two cores; and generated series in batches."""

import csv
import gzip
import json
import os
import pathlib
import sys
import time

from pairs import once

HERE = pathlib.Path(__file__).parent
HORIZON, SEASON, SERIES = 18, 12, 500
# Ours, theirs, and the bar: how many times as many series a CPU second.
MODELS = [("ets", "AutoETS", 10), ("ets-best", "AutoETS", 10), ("arima", "AutoARIMA", 10), ("dotm", "DynamicOptimizedTheta", 20)]


def sample(golden):
    """500 of the 1,428 monthly series, evenly spread: (history, what came)."""
    with gzip.open(golden / "m3.csv.gz", "rt") as file:
        rows = [row for row in csv.DictReader(file) if row["period"] == "MONTHLY"]
    chosen = [rows[i * len(rows) // SERIES] for i in range(SERIES)]
    return [tuple([float(v) for v in row[part].split()] for part in ("train", "test")) for row in chosen]


def errors(series, forecasts):
    """Mean sMAPE and mean MASE."""
    smape = mase = 0.0
    for (history, came), forecast in zip(series, forecasts, strict=True):
        smape += sum(200 * abs(y - f) / (abs(y) + abs(f)) for y, f in zip(came, forecast)) / len(came)
        scale = sum(abs(b - a) for a, b in zip(history, history[SEASON:])) / (len(history) - SEASON)
        mase += sum(abs(y - f) for y, f in zip(came, forecast)) / len(came) / scale
    return smape / len(series), mase / len(series)


def ours(batch, model, file, copies, threads):
    """Wall and CPU seconds of a whole process, and its forecasts."""
    command = f"exec '{batch}' {model} {HORIZON} {SEASON} < '{file}'"
    environment = ["env", f"RAYON_NUM_THREADS={threads}", "sh", "-c", command]
    wall, cpu, _, output = once(environment)
    lines = output.splitlines()
    return wall, cpu, [[float(v) for v in line.split()] for line in lines[: len(lines) // copies]]


def theirs(model, file):
    """CPU seconds of the forecasts alone: starting Python and its libraries does not count."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    environment = ["env", *(f"{name}=1" for name in names)]
    result = json.loads(once([*environment, sys.executable, str(HERE / "peers.py"), "statsforecast", model, str(file), str(HORIZON), str(SEASON)])[3])
    return result["cpu"], result["forecasts"]


def write(file, series, copies):
    line = [" ".join(map(repr, history)) for history, _ in series]
    file.write_text("\n".join(line * copies) + "\n")


def measure(rootcast, published, scratch):
    batch = pathlib.Path(rootcast).parent / "examples/batch"
    if not batch.is_file():
        raise SystemExit(f"{batch} is missing: cargo build --release -p rootcast-forecast --example batch")
    series = sample(published.parent / "golden/forecast")
    file = scratch / "series.txt"
    print(f"forecasts of {SERIES} monthly series of M3, {HORIZON} steps: series a CPU second on one core; sMAPE, MASE")
    held = {}
    for model, peer, bar in MODELS:
        if peer not in held:
            write(file, series, 1)
            cpu, forecasts = theirs(peer, file)
            held[peer] = SERIES / cpu, errors(series, forecasts)
            rate, (smape, mase) = held[peer]
            print(f"  {'statsforecast ' + peer:36} {rate:9,.1f}   {smape:6.3f} {mase:6.4f}", flush=True)
        # So many copies that a run takes a second or so.
        copies = {"dotm": 40, "arima": 1}.get(model, 5)
        write(file, series, copies)
        runs = [ours(batch, model, file, copies, 1) for _ in range(3)]
        rate = SERIES * copies / min(run[1] for run in runs)
        smape, mase = errors(series, runs[0][2])
        print(f"  {'rootcast ' + model:36} {rate:9,.1f}   {smape:6.3f} {mase:6.4f}   {rate / held[peer][0]:6.1f} times {peer} (bar {bar})", flush=True)
    write(file, series, 1)
    runs = [ours(batch, "combination", file, 1, 1) for _ in range(2)]
    smape, mase = errors(series, runs[0][2])
    print(f"  {'rootcast combination':36} {SERIES / min(run[1] for run in runs):9,.1f}   {smape:6.3f} {mase:6.4f}", flush=True)
    cores = len(os.sched_getaffinity(0))
    print(f"two cores over one, wall time, best of five pairs (the machine has {cores}; bar 1.8)")
    for model, copies in [("ets", 20), ("arima", 4), ("dotm", 200)]:
        write(file, series, copies)
        one, two = [], []
        for _ in range(5):
            one.append(ours(batch, model, file, copies, 1))
            two.append(ours(batch, model, file, copies, 2))
        if any(a[2] != b[2] for a, b in zip(one, two)):
            raise SystemExit(f"{model}: the forecasts depend on the number of threads")
        alone, together = min(run[0] for run in one), min(run[0] for run in two)
        print(f"  {model:12} {SERIES * copies / alone:9,.0f} and {SERIES * copies / together:9,.0f} series a second: {alone / together:.2f} times", flush=True)
    print("generated monthly series, the combination, 12 steps, in batches of a thousand on all cores")
    for count in [int(n) for n in os.environ.get("GENERATED", "1000,10000,100000").split(",")]:
        began = time.perf_counter()
        print("  " + once([str(batch), "combination", "12", "12", str(count)])[3].strip() + f" ({time.perf_counter() - began:.0f} s)", flush=True)
