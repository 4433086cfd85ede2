#!/usr/bin/python3
"""Check a workbook against the points that ours must meet.

    check_workbook.py WORKBOOK working|publish

Prints a line for each point that is broken, "WB07 Places: …", and a last line with the
count of points checked; the exit code is 1 when any is broken. It reads the workbook alone,
so it does for any workbook of ours; whether the numbers are right is recalculate.py's part.
"""
import sys

sys.dont_write_bytecode = True  # the folder of the tests stays as it is

import workbook_formulas
import workbook_looks
import workbook_tables
from workbook_book import Book

POINTS = workbook_tables.POINTS + workbook_looks.POINTS + workbook_formulas.POINTS


def main(arguments):
    if len(arguments) != 3 or arguments[2] not in ("working", "publish"):
        print(__doc__)
        return 64
    book = Book(arguments[1], arguments[2])
    for point in POINTS:
        point(book)
    for line in book.failures:
        print(line)
    print(f"{len(POINTS)} points checked, {len(book.failures)} failures")
    return 1 if book.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
