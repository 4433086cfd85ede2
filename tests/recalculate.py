#!/usr/bin/python3
"""Recalculate workbooks in LibreOffice and compare every formula's cached value.

    recalculate.py WORKBOOK…

A profile folder of its own tells LibreOffice to compute everything anew on loading; by
default it keeps what the file says, and a wrong cached value would never be seen. Numbers
agree to one part in 1e12 or, near zero, to 1e-9; a sum or a difference is as exact as its
largest term, to one part in 1e15. Text agrees exactly; no value is an error.
Prints how many formula cells were compared; no formula at all is a failure too.
"""
import os
import re
import subprocess
import sys
import tempfile

import openpyxl

SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
    xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def recalculated(folder, paths):
    """Where LibreOffice put its own copy of each workbook."""
    profile = os.path.join(folder, "profile", "user")
    os.makedirs(profile)
    with open(os.path.join(profile, "registrymodifications.xcu"), "w") as file:
        file.write(SETTINGS)
    copies = []
    for index, path in enumerate(paths):
        out = os.path.join(folder, str(index))
        done = subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
             "--convert-to", "xlsx", "--outdir", out, path],
            capture_output=True, text=True, timeout=240, check=False)
        copy = os.path.join(out, os.path.basename(path))
        if not os.path.exists(copy):
            raise RuntimeError(f"LibreOffice made nothing of {path}: {done.stderr}")
        copies.append(copy)
    return copies


REFERENCE = re.compile(r"(?:(?:'([^']+)'|([A-Za-z]+))!)?(\$?[A-Z]+\$?[0-9]+)"
                       r"(?::(\$?[A-Z]+\$?[0-9]+))?")


def terms(book, sheet, formula):
    """The numbers that the formula refers to by address."""
    for quoted, plain, first, last in REFERENCE.findall(re.sub(r'"[^"]*"', "", formula)):
        cells = book[quoted or plain or sheet][f"{first}:{last or first}"]
        for cell in (c for row in cells for c in row):
            if isinstance(cell.value, (int, float)):
                yield abs(cell.value)


def floor_of(book, sheet, formula):
    """What is nothing beside the terms of a sum."""
    is_sum = not re.search(r"[*/^]", formula)
    return max(1e-9, 1e-15 * max(terms(book, sheet, formula), default=0) if is_sum else 0)


def is_same(mine, theirs, floor):
    if isinstance(mine, bool) or isinstance(theirs, bool) or \
            isinstance(mine, str) or isinstance(theirs, str):
        return mine == theirs
    if mine is None or theirs is None:
        return False
    return abs(mine - theirs) <= max(1e-12 * max(abs(mine), abs(theirs)), floor)


def compare(path, copy):
    """(formula cells, lines about those that differ)"""
    count, lines = 0, []
    formulas = openpyxl.load_workbook(path)
    mine = openpyxl.load_workbook(path, data_only=True)
    theirs = openpyxl.load_workbook(copy, data_only=True)
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in (c for c in row if c.data_type == "f"):
                count += 1
                at = (mine[sheet.title][cell.coordinate].value,
                      theirs[sheet.title][cell.coordinate].value)
                error = any(re.match(r"#[A-Z/0]+[!?]|#N/A|Err:", str(v)) for v in at)
                floor = floor_of(mine, sheet.title, cell.value)
                if error or not is_same(*at, floor):
                    lines.append(f"{sheet.title}!{cell.coordinate} {cell.value}: "
                                 f"cached {at[0]!r}, recalculated {at[1]!r}")
    return count, lines


def main(paths):
    if not paths:
        print(__doc__)
        return 64
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for path, copy in zip(paths, recalculated(folder, paths)):
            count, lines = compare(path, copy)
            for line in lines:
                print(line)
            print(f"{path}: {count} formula cells compared, {len(lines)} differ")
            failed = failed or lines or count == 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
