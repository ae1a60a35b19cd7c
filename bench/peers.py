"""What the peers do, one function a question, each run as a process of its own: python peers.py NAME ARGUMENT…"""

import sys


def polars_group(path):
    """Reads an area file and sums by year, month, component, border and citizenship."""
    import polars as pl

    keys = ["Fiscal Year", "Month (abbv)", "Component", "Land Border Region", "Citizenship"]
    # The year column is text in year-to-date files.
    sums = pl.read_csv(path, schema_overrides={"Fiscal Year": pl.String}).group_by(keys).agg(pl.col("Encounter Count").sum())
    print(int(sums["Encounter Count"].sum()))


def pandas_show(path):
    """Encounters of four nationalities at the south-west land border, FY2023."""
    import pandas as pd

    data = pd.read_csv(path)
    chosen = data[
        (data["Fiscal Year"].astype(str).str.startswith("2023"))
        & (data["Land Border Region"] == "Southwest Land Border")
        & (data["Citizenship"].isin(["VENEZUELA", "NICARAGUA", "CUBA", "HAITI"]))
    ]
    print(int(chosen["Encounter Count"].sum()))


def duckdb_query(sql):
    """Runs one query and prints its rows."""
    import duckdb

    for row in duckdb.sql(sql).fetchall():
        print(*row)


def lxml_validate(schema, path):
    """Parses an IATI file whole and validates it with the standard's schema."""
    from lxml import etree

    document = etree.parse(path, etree.XMLParser(huge_tree=True))
    if not etree.XMLSchema(etree.parse(schema)).validate(document):
        raise SystemExit("the generated file is not valid")
    print(len(document.getroot()))


def quantulum3(path):
    """The quantities of a file of sentences, one a paragraph."""
    from quantulum3 import parser

    print(sum(len(parser.parse(line)) for line in _lines(path)))


def recognizers_text(path):
    """Its numbers, percentages, currencies, dimensions and times."""
    from recognizers_date_time import recognize_datetime
    from recognizers_number import recognize_number, recognize_percentage
    from recognizers_number_with_unit import recognize_currency, recognize_dimension

    of = (recognize_number, recognize_percentage, recognize_currency, recognize_dimension, recognize_datetime)
    print(sum(len(recognise(line, "en-us")) for line in _lines(path) for recognise in of))


def statsforecast(model, path, horizon, season):
    """Forecasts of a file of series, one a line: the CPU seconds that they took, and the forecasts."""
    import json
    import time

    import numpy as np
    from statsforecast import models

    series = [np.array(line.split(), dtype=float) for line in _lines(path)]
    make = getattr(models, model)
    # Once before the clock runs, for what is loaded at first use.
    make(season_length=int(season)).forecast(y=series[0], h=int(horizon))
    began = time.process_time()
    forecasts = [make(season_length=int(season)).forecast(y=y, h=int(horizon))["mean"] for y in series]
    cpu = time.process_time() - began
    print(json.dumps({"cpu": cpu, "forecasts": [list(map(float, f)) for f in forecasts]}))


def _lines(path):
    with open(path, encoding="utf-8") as file:
        return [line.strip() for line in file if line.strip()]


if __name__ == "__main__":
    peers = {f.__name__: f for f in (polars_group, pandas_show, duckdb_query, lxml_validate, quantulum3, recognizers_text, statsforecast)}
    peers[sys.argv[1]](*sys.argv[2:])
