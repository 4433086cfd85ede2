#!/usr/bin/python3
"""Need of places computed anew from a practice file, against what apportion wrote.

    check_need.py PRACTICES ICB SESSION PLACE_NEED

PRACTICES is a file of NHS England's tool, SESSION says which practices a place has (JSON),
PLACE_NEED is the CSV twin. People are rounded to 1, indices to 0.001, halves upwards; an index
of a place is (WP / population) over that of the ICB, of the ICB over that of England.
"""
import csv
import json
import math
import sys

COLUMNS = {"general_acute": "G&A WP", "community": "CS WP", "mental_health": "MH WP",
           "maternity": "Mat WP", "prescribing": "Prescr WP",
           "health_inequalities": "Health Ineq WP", "core": "Final WP",
           "primary_medical_need": "Primary Medical Care WP",
           "primary_medical": "Final PMC WP"}


def total(rows, column):
    return math.fsum(float(row[column] or 0) for row in rows)


def half_up(number, units):
    return math.floor(number * units + 0.5) / units


def main(arguments):
    practices, icb, session, twin = arguments[1:]
    rows = list(csv.DictReader(open(practices, encoding="utf-8-sig")))
    people_column = next(c for c in ("Population", "pop 2022/23") if c in rows[0])
    icb_column = next(c for c in ("ICB", "ICS22") if c in rows[0])
    ours = {row["Practice_Code"]: row for row in rows if row[icb_column] == icb}
    with open(session, encoding="utf-8") as file:
        groups = json.load(file)
    shown = list(csv.DictReader(open(twin, encoding="utf-8")))
    expected = [(shown[0], list(ours.values()), rows)]
    by_name = {row["place"]: row for row in shown[1:]}
    for place in groups["places"]:
        own = [ours[gp.split(":")[0]] for gp in groups[place]["gps"]]
        expected.append((by_name[place], own, list(ours.values())))
    assert len(expected) == len(shown)
    assert sum(len(own) for _, own, _ in expected[1:]) == len(ours)
    compared = 0
    for row, own, base in expected:
        people = total(own, people_column)
        assert float(row["population"]) == half_up(people, 1), row["place"]
        for key, column in COLUMNS.items():
            weighted = total(own, column)
            index = weighted / people / (total(base, column) / total(base, people_column))
            assert float(row[key]) == half_up(weighted, 1), (row["place"], key)
            assert float(row[key + "_index"]) == half_up(index, 1000), (row["place"], key)
            compared += 2
    print(f"{compared} figures of {len(expected)} rows are the same")


main(sys.argv)
