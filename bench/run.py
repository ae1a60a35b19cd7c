"""Every speed claim, in one run: python bench/run.py --rootcast BINARY --shared FOLDER [--only ingest,show,large,ledger,claims,forecast,impact]"""

import argparse
import pathlib
import tempfile

import claims
import forecast
import impact
import ingest
import large
import ledger
import show

PARTS = {"ingest": ingest.measure, "show": show.measure, "large": large.measure, "ledger": ledger.measure, "claims": claims.measure, "forecast": forecast.measure, "impact": impact.measure}

if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rootcast", required=True)
    arguments.add_argument("--shared", required=True)
    arguments.add_argument("--only", default=",".join(PARTS))
    chosen = arguments.parse_args()
    published = pathlib.Path(chosen.shared) / "data/published"
    if not published.is_dir():
        raise SystemExit(f"{published} is missing: the benches read the published files")
    with tempfile.TemporaryDirectory() as scratch:
        for name in chosen.only.split(","):
            PARTS[name](str(pathlib.Path(chosen.rootcast).resolve()), published, pathlib.Path(scratch))
