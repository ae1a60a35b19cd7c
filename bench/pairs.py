"""Two commands in turn, as whole processes: wall time, CPU time and peak memory of each run."""

import os
import statistics
import subprocess
import time


def once(command, before=None):
    """Runs a command; returns wall seconds, CPU seconds and peak memory in MiB."""
    if before:
        before()
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    output = process.stdout.read()
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{command} failed ({process.returncode}):\n{errors.decode()[-2000:]}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output.decode()


def pair(title, ours, peer, runs=5, before=None, same=None):
    """Measures `ours` and `peer` in turn and prints one line of medians and the ratio ours/peer.

    `same(a, b)` compares the two outputs and returns a message when they differ.
    """
    a, b = [], []
    for run in range(runs + 1):
        x, y = once(ours, before), once(peer)
        if same and (fault := same(x[3], y[3])):
            raise SystemExit(f"{title}: the two do not agree: {fault}")
        if run > 0:
            a.append(x)
            b.append(y)
    ratios = [x[0] / y[0] for x, y in zip(a, b)]
    median = statistics.median
    print(
        f"{title}\n"
        f"  rootcast  wall {median(x[0] for x in a):8.3f} s  cpu {median(x[1] for x in a):8.3f} s  "
        f"peak {max(x[2] for x in a):7.0f} MiB\n"
        f"  peer      wall {median(y[0] for y in b):8.3f} s  cpu {median(y[1] for y in b):8.3f} s  "
        f"peak {max(y[2] for y in b):7.0f} MiB\n"
        f"  ratio rootcast / peer: median {median(ratios):.3f}, {min(ratios):.3f} to {max(ratios):.3f}"
        f"   (peer / rootcast {1 / median(ratios):.1f})",
        flush=True,
    )
    return median(ratios)
