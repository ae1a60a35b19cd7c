"""CPU seconds beside the peers of impact evaluation, one run beside the other on the same figures, one thread each: synthetic difference-in-differences with all placebos, synthetic controls and their pairs, predictors' importance, effects by group with a bootstrap, two large fixed effects, structural time series."""

import csv
import json
import pathlib
import sys
import time

from pairs import once

HERE = pathlib.Path(__file__).parent
ONE = ["env", "RAYON_NUM_THREADS=1", *(f"{name}=1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"))]
ROWS, LEVELS = 10_000_000, 100_000


def california(golden):
    """State, year, packs a head: units with California first, and years."""
    with open(golden / "data/prop99/california_prop99.csv") as file:
        rows = [(r["State"], int(r["Year"]), float(r["PacksPerCapita"])) for r in csv.DictReader(file, delimiter=";")]
    states = sorted({r[0] for r in rows}, key=lambda s: (s != "California", s))
    at = {r[:2]: r[2] for r in rows}
    years = sorted({r[1] for r in rows})
    return states, years, [[at[s, y] for y in years] for s in states]


def predictors(golden, states):
    """The means of Abadie, Diamond and Hainmueller (2010), and sales in 1975, 1980 and 1988."""
    with open(golden / "data/prop99/smoking_abadie.csv") as file:
        rows = list(csv.DictReader(file))

    def mean(state, column, years):
        found = [float(r[column]) for r in rows if r["state"] == state and int(r["year"]) in years and r[column] != "NA"]
        return sum(found) / len(found)

    asked = [(c, range(1980, 1989)) for c in ("lnincome", "age15to24", "retprice")] + [("beer", range(1984, 1989))]
    asked += [("cigsale", [y]) for y in (1975, 1980, 1988)]
    return asked, [[mean(s, c, y) for s in states] for c, y in asked]


def counties(golden):
    """Counties' log employment by year with the first year of a higher minimum wage before it, counted from the first year."""
    with open(golden / "data/mpdta/mpdta.csv") as file:
        rows = list(csv.DictReader(file))
    first = min(int(r["year"]) for r in rows)
    units = {}
    for r in sorted(rows, key=lambda r: (int(r["countyreal"]), int(r["year"]))):
        start = int(r["first.treat"]) - first if r["first.treat"] != "0" else -1
        units.setdefault(int(r["countyreal"]), [start]).append(float(r["lemp"]))
    return list(units.values())


def vignette(golden):
    """The outcome and its control of the example of CausalImpact: 70 steps before treatment, 30 under it."""
    with open(golden / "data/causalimpact/vignette_example.csv") as file:
        rows = list(csv.reader(file))[1:]
    return [[float(r[-2]) for r in rows], [float(r[-1]) for r in rows]]


def write(file, units, start, more=()):
    lines = [f"{len(units)} {len(units[0])} {start}"] + [" ".join(map(repr, row)) for row in [*units, *more]]
    file.write_text("\n".join(lines) + "\n")


def ours(folder, task, file, repeats):
    """CPU seconds of a repeat, starting the process and reading the figures in them, and what was found."""
    runs = [once([*ONE, "sh", "-c", f"exec '{folder / 'peers'}' {task} {repeats} < '{file}'"]) for _ in range(3)]
    words = runs[0][3].split()
    return min(run[1] for run in runs) / repeats, dict(zip(words[::2], map(float, words[1::2])))


def theirs(task, file):
    """CPU seconds of the work alone: starting Python and its libraries does not count, and a small run goes before."""
    return json.loads(once([*ONE, sys.executable, str(HERE / "impact.py"), task, str(file)])[3].splitlines()[-1])


def line(title, mine, peer, bar, said):
    print(f"  {title:52} {mine:10.5f} {peer['cpu']:10.4f} {peer['cpu'] / mine:9.1f} times (bar {bar})   {said}", flush=True)


def measure(rootcast, published, scratch):
    folder = pathlib.Path(rootcast).parent / "examples"
    for name in ("peers", "two_way_effects"):
        if not (folder / name).is_file():
            raise SystemExit(f"{folder / name} is missing: cargo build --release -p rootcast-impact --example {name}")
    golden = published.parent / "golden/impact"
    states, years, packs = california(golden)
    start = years.index(1989)
    asked, means = predictors(golden, states)
    file = scratch / "figures.txt"
    print("CPU seconds on one thread, rootcast and peer; what both found")
    write(file, packs, start)
    (scratch / "names.json").write_text(json.dumps({"states": states, "years": years, "golden": str(golden), "asked": [[c, list(y)] for c, y in asked]}))
    cpu, found = ours(folder, "synthetic-differences", file, 100)
    peer = theirs("synthetic-differences", file)
    line("synthetic difference-in-differences, all placebos, diff-diff", cpu, peer, 100, f"{found['effect']:.4f} ± {found['error']:.3f}, {peer['effect']:.4f} ± {peer['error']:.3f} (200 drawn)")
    cpu, found = ours(folder, "space", file, 200)
    peer = theirs("space", file)
    line("39 synthetic controls, panelkit", cpu, peer, "5 ms", f"{found['effect']:.3f}, {peer['effect']:.3f}")
    cpu, found = ours(folder, "pairs", file, 20)
    print(f"  {'703 pairs left out':52} {cpu:10.5f} {'':31} (bar 50 ms)   p {found['lost']:.0f}/{found['rounds']:.0f}", flush=True)
    write(file, packs, start, means)
    cpu, found = ours(folder, "nested", file, 20)
    peer = theirs("nested", file)
    line("importance of seven predictors, pysyncon", cpu, peer, 100, f"loss {found['loss']:.4f}, {peer['loss']:.4f}")
    write(file, counties(golden), 1)
    cpu, found = ours(folder, "groups", file, 20)
    peer = theirs("groups", file)
    line("Callaway and Sant'Anna, 1,000 draws, diff-diff", cpu, peer, 10, f"{found['effect']:.6f}, {peer['effect']:.6f}")
    write(file, vignette(golden), 70)
    cpu, found = ours(folder, "structural", file, 20)
    peer = theirs("structural", file)
    line("structural time series, 1,500 draws, bsts-causalimpact", cpu, peer, 3, f"{found['effect']:.2f}, {peer['effect']:.2f}")
    # The peer's figures are drawn from the same law by another generator.
    run = once([*ONE, str(folder / "two_way_effects"), str(ROWS), str(LEVELS)])[3]
    fit = [float(word) for word in run.replace(",", " ").split() if word.replace(".", "").isdigit()][-2:]
    peer = theirs("two-way", file)
    line(f"two effects of {LEVELS:,} levels, {ROWS:,} rows, pyfixest", sum(fit), peer, 1, f"{run.split(': ')[1].split(';')[0]}, {peer['effect']:.6f} ({peer['error']:.6f})")


def figures(file):
    head, *rows = file.read_text().splitlines()
    units, _, start = map(int, head.split())
    return [[float(v) for v in row.split()] for row in rows], units, start


def long(rows, units):
    import pandas

    return pandas.DataFrame([{"unit": u, "time": t, "y": y} for u in range(units) for t, y in enumerate(rows[u])])


def differences(file):
    from diff_diff import SyntheticDiD

    rows, units, start = figures(file)
    data = long(rows, units)
    data["treated"] = (data.unit == 0).astype(int)
    posts = list(range(start, len(rows[0])))

    def work(draws=200):
        fit = SyntheticDiD(variance_method="placebo", n_bootstrap=draws, seed=1).fit(data, outcome="y", treatment="treated", unit="unit", time="time", post_periods=posts)
        return {"effect": float(fit.att), "error": float(fit.se)}

    return work, lambda: work(10)


def controls(file):
    from panelkit import SyntheticControl

    import numpy

    rows, _, start = figures(file)
    data = numpy.array(rows)

    def work():
        fit = SyntheticControl(inference="placebo").fit(data, [0], start)
        return {"effect": float(fit.att)}

    return work, work


def importance(file):
    import pandas
    from pysyncon import Dataprep, Synth

    names = json.loads((file.parent / "names.json").read_text())
    data = pandas.read_csv(pathlib.Path(names["golden"]) / "data/prop99/smoking_abadie.csv")
    prepared = Dataprep(
        foo=data, predictors=["lnincome", "age15to24", "retprice"], predictors_op="mean", dependent="cigsale", unit_variable="state", time_variable="year",
        treatment_identifier="California", controls_identifier=[s for s in names["states"] if s != "California"], time_predictors_prior=range(1980, 1989),
        time_optimize_ssr=range(1970, 1989), special_predictors=[("beer", range(1984, 1989), "mean"), *(("cigsale", [y], "mean") for y in (1975, 1980, 1988))],
    )

    def work():
        fit = Synth()
        fit.fit(dataprep=prepared, optim_method="Nelder-Mead", optim_initial="ols")
        return {"loss": float(fit.loss_V)}

    return work, lambda: None


def groups(file):
    import pandas
    from diff_diff import CallawaySantAnna

    rows, units, _ = figures(file)
    data = pandas.DataFrame([{"unit": u, "time": t + 1, "first": rows[u][0] + 1, "y": y} for u in range(units) for t, y in enumerate(rows[u][1:])])

    def work(draws=1_000):
        fit = CallawaySantAnna(n_bootstrap=draws, seed=1).fit(data, outcome="y", unit="unit", time="time", first_treat="first", aggregate="all")
        return {"effect": float(fit.overall_att)}

    return work, lambda: work(100)


def structural(file):
    import pandas
    from causal_impact import CausalImpact

    rows, _, start = figures(file)
    data = pandas.DataFrame({"y": rows[0], "x": rows[1]})

    def work():
        fit = CausalImpact(data, [0, start - 1], [start, len(data) - 1], model_args={"niter": 1_000, "nwarmup": 500, "seed": 1})
        return {"effect": float(fit.summary_stats["point_effect_mean"])}

    return work, work


def two_way(_file):
    import numpy
    import pandas
    import pyfixest

    draw = numpy.random.default_rng(7)

    def table(rows, levels):
        worker, firm = draw.integers(0, levels, rows), draw.integers(0, levels, rows)
        x = numpy.sin(worker * 1.3) + numpy.sin(firm * 0.7) + draw.random(rows)
        y = 0.5 * x + numpy.sin(worker * 2.1) - numpy.sin(firm * 0.9) + draw.random(rows)
        return pandas.DataFrame({"y": y, "x": x, "worker": worker, "firm": firm})

    large, small = table(ROWS, LEVELS), table(20_000, 100)

    def work(data=large):
        fit = pyfixest.feols("y ~ x | worker + firm", data, vcov={"CRV1": "worker"})
        return {"effect": float(fit.coef().iloc[0]), "error": float(fit.se().iloc[0])}

    return work, lambda: work(small)


TASKS = {"synthetic-differences": differences, "space": controls, "nested": importance, "groups": groups, "structural": structural, "two-way": two_way}

if __name__ == "__main__":
    work, before = TASKS[sys.argv[1]](pathlib.Path(sys.argv[2]))
    before()
    began = time.process_time()
    found = work()
    print(json.dumps({"cpu": time.process_time() - began, **found}))
