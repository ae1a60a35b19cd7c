"""Writes a file in the layout of CBP's nationwide encounters by area, with invented counts.

    python generate.py ROWS FILE [SEED] [FIRST_FISCAL_YEAR]

The file covers four fiscal years. Rows are drawn with repetition: cells may stand in several rows.
"""

import sys

import numpy as np
import polars as pl

FIELD_OFFICES = ["Boston", "Buffalo", "Detroit", "El Paso", "Houston", "Laredo", "Los Angeles", "Miami", "San Diego", "Seattle", "Tucson"]
SECTORS = ["Big Bend", "Blaine", "Del Rio", "El Centro", "El Paso", "Laredo", "Rio Grande Valley", "San Diego", "Swanton", "Tucson", "Yuma"]
NORTHERN = {"Boston", "Buffalo", "Detroit", "Seattle", "Blaine", "Swanton"}
OTHER = {"Houston", "Los Angeles", "Miami"}
CITIZENSHIPS = [
    "BRAZIL", "CANADA", "CHINA, PEOPLES REPUBLIC OF", "COLOMBIA", "CUBA", "ECUADOR", "EL SALVADOR", "GUATEMALA", "HAITI",
    "HONDURAS", "INDIA", "MEXICO", "MYANMAR (BURMA)", "NICARAGUA", "OTHER", "PERU", "PHILIPPINES", "ROMANIA", "RUSSIA",
    "TURKEY", "UKRAINE", "VENEZUELA",
]
MONTHS = ["OCT", "NOV", "DEC", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP"]
DEMOGRAPHICS = ["Single Adults", "FMUA", "UC / Single Minors", "Accompanied Minors"]


def region(name):
    if name in NORTHERN:
        return "Northern Land Border"
    return "Other" if name in OTHER else "Southwest Land Border"


def frame(rows, seed=1, first=2021):
    random = np.random.default_rng(seed)
    areas = [("Office of Field Operations", f"{n} Field Office", n) for n in FIELD_OFFICES]
    areas += [("U.S. Border Patrol", f"{n} Sector", n) for n in SECTORS]
    area = random.integers(0, len(areas), rows)
    title42 = random.random(rows) < 0.25

    def pick(values, index):
        return pl.Series(values, dtype=pl.String).gather(index)

    component = pick([a[0] for a in areas], area)
    kind = pl.Series(np.where(title42, 2, np.where(area < len(FIELD_OFFICES), 0, 1)))
    columns = {
        "Fiscal Year": np.sort(random.integers(first, first + 4, rows)),
        "Month Grouping": pl.repeat("FYTD", rows, eager=True),
        "Month (abbv)": pick(MONTHS, random.integers(0, 12, rows)),
        "Component": component,
        "Land Border Region": pick([region(a[2]) for a in areas], area),
        "Area of Responsibility": pick([a[1] for a in areas], area),
        "AOR (Abbv)": pick([a[2] for a in areas], area),
        "Demographic": pick(DEMOGRAPHICS, random.integers(0, 4, rows)),
        "Citizenship": pick(CITIZENSHIPS, random.integers(0, len(CITIZENSHIPS), rows)),
        "Title of Authority": pick(["Title 8", "Title 42"], title42.astype(int)),
        "Encounter Type": pick(["Inadmissibles", "Apprehensions", "Expulsions"], kind),
        "Encounter Count": random.geometric(0.02, rows),
    }
    return pl.DataFrame(columns)


if __name__ == "__main__":
    numbers = [int(n) for n in sys.argv[3:]]
    frame(int(sys.argv[1]), *numbers).write_csv(sys.argv[2], line_terminator="\r\n")
