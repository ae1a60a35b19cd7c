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


if __name__ == "__main__":
    peers = {f.__name__: f for f in (polars_group, pandas_show, duckdb_query, lxml_validate)}
    peers[sys.argv[1]](*sys.argv[2:])
