#!/usr/bin/python3
"""The OpenDocument twin of a workbook holds the same values (WB44).

    check_ods.py WORKBOOK

LibreOffice turns the workbook into .ods and that back into .xlsx; every cell of every sheet
is then the same: text exactly, numbers to the 15 digits that LibreOffice writes.
"""
import os
import subprocess
import sys
import tempfile

import openpyxl


def converted(folder, path, kind):
    done = subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
         "--convert-to", kind, "--outdir", os.path.join(folder, kind), path],
        capture_output=True, text=True, timeout=240, check=False)
    name = os.path.splitext(os.path.basename(path))[0] + "." + kind
    made = os.path.join(folder, kind, name)
    if not os.path.exists(made):
        raise RuntimeError(f"LibreOffice made nothing of {path}: {done.stderr}")
    warnings = [line for line in done.stderr.splitlines()
                if "warn" in line.lower() and "javaldx" not in line] # not of this file
    if warnings:
        raise RuntimeError(f"LibreOffice warns of {path}: {warnings}")
    return made


def is_same(mine, theirs):
    numbers = isinstance(mine, (int, float)) and isinstance(theirs, (int, float))
    if numbers:
        return abs(mine - theirs) <= 1e-14 * max(abs(mine), abs(theirs)) + 1e-12
    return (mine or "") == (theirs or "")


def main(path):
    count = 0
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        twin = converted(folder, converted(folder, path, "ods"), "xlsx")
        mine = openpyxl.load_workbook(path, data_only=True)
        theirs = openpyxl.load_workbook(twin, data_only=True)
        if mine.sheetnames != theirs.sheetnames:
            lines.append(f"sheets differ: {theirs.sheetnames}")
        for sheet in mine.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    count += 1
                    other = theirs[sheet.title][cell.coordinate].value
                    if not is_same(cell.value, other):
                        lines.append(f"{sheet.title}!{cell.coordinate}: {cell.value!r}, "
                                     f"in the twin {other!r}")
    for line in lines[:20]:
        print(line)
    print(f"{path}: {count} cells compared, {len(lines)} differ")
    return 1 if lines or count < 100 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
