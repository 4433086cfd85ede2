"""Points of check_workbook.py: formulas, money, inputs, the package itself."""
import math
import os
import re
import subprocess

import openpyxl

from workbook_book import CHART, MAIN, cells, fill_of, is_formula, is_input

FUNCTIONS = set("""ABS AND AVERAGE COUNT COUNTA COUNTIF COUNTIFS IF IFERROR INDEX INT ISTEXT
    ISNUMBER MATCH MAX MEDIAN MIN MOD NOT OR ROUND SIGN SUBTOTAL SUM SUMIF SUMIFS
    SUMPRODUCT""".split())
REFERENCE = re.compile(r"(?<![A-Za-z_.])(\$?)([A-Z]{1,3})(\$?)([0-9]+)(?![0-9A-Za-z_(])")


def points(chart):
    """(range, cached points) of every series of the chart."""
    for part in (n for kind in ("numRef", "strRef") for n in chart.iter(CHART + kind)):
        cached = {int(p.get("idx")): p.find(CHART + "v").text
                  for p in part.iter(CHART + "pt")}
        count = int(next(part.iter(CHART + "ptCount")).get("val"))
        yield part.find(CHART + "f").text, [cached.get(i) for i in range(count)]


def is_cached(cell, point, is_scatter):
    """Among numbers, text is drawn as 0 is, by Excel as well: no bar, but a dot at 0."""
    if isinstance(cell.value, (int, float)):
        return math.isclose(float(point), cell.value, rel_tol=1e-12)
    return point == cell.value or (point == "0" and not is_scatter)


def wb29_charts(book):
    """What a preview draws of a chart is what the cells of its ranges hold."""
    for name in (n for n in book.zip.namelist() if "/charts/chart" in n):
        chart = book.xml(name)
        is_scatter = chart.find(f".//{CHART}scatterChart") is not None
        for range_, cached in points(chart):
            sheet, box = range_.replace("$", "").rsplit("!", 1)
            rows = book.values[sheet.strip("'")][box]
            shown = [c for r in rows for c in r] if isinstance(rows, tuple) else [rows]
            if len(shown) != len(cached) or \
                    not all(is_cached(c, p, is_scatter) for c, p in zip(shown, cached)):
                book.fail("WB29", name, f"{range_} is cached as {cached[:3]}")


def wb29(book):
    for sheet in book.values.worksheets:
        for cell in cells(sheet):
            if cell.data_type == "e" or re.match(r"#[A-Z/0]+[!?]", str(cell.value)):
                book.fail("WB29", sheet, f"{cell.coordinate} is {cell.value}")
    for sheet in book.sheets:
        for cell in cells(sheet):
            if is_formula(cell) and \
                    book.values[sheet.title][cell.coordinate].value is None:
                book.fail("WB29", sheet, f"{cell.coordinate} has no cached value")


def pattern(cell):
    """The formula with references told from where it stands."""
    def relative(match):
        column = openpyxl.utils.column_index_from_string(match.group(2))
        row = int(match.group(4))
        return "R{}C{}".format(row if match.group(3) else f"[{row - cell.row}]",
                               column if match.group(1) else f"[{column - cell.column}]")
    return REFERENCE.sub(relative, cell.value)


def wb30(book):
    for sheet in book.sheets:
        if sheet.title in ("Cover", "Checks", "Checklist") or not book.box(sheet):
            continue
        left, _, right, _ = book.box(sheet)
        for column in range(left, right + 1):
            patterns = {pattern(c) for c in (sheet.cell(r, column)
                                             for r in book.body_rows(sheet)) if is_formula(c)}
            if len(patterns) > 1:
                book.fail("WB30", sheet, f"column {column}: {sorted(patterns)[:2]}")


def bare(formula):
    """The formula without texts and references."""
    formula = re.sub(r'"[^"]*"', '""', formula)
    formula = re.sub(r"'[^']*'!", "", formula)
    return REFERENCE.sub("", formula)


def wb31(book):
    for sheet in book.sheets:
        for cell in cells(sheet):
            if not is_formula(cell):
                continue
            rest = bare(cell.value)
            numbers = [n for n in re.findall(r"(?<![A-Za-z_0-9.])[0-9.]+", rest)
                       if n not in ("0", "1")]
            if re.search(r"ROUND\(.*,2\)", rest) and numbers.count("2"):
                numbers.remove("2")
            if len(cell.value.lstrip("=")) > 120:
                book.fail("WB31", sheet, f"{cell.coordinate} is longer than 120")
            if len(re.findall(r"\bIF\(", rest)) > 1:
                book.fail("WB31", sheet, f"{cell.coordinate} has an IF in an IF")
            if numbers:
                book.fail("WB31", sheet, f"{cell.coordinate} has the constants {numbers}")
            if "[" in rest or "http" in rest:
                book.fail("WB31", sheet, f"{cell.coordinate} has an external link")


def wb32(book):
    for sheet in book.sheets:
        for cell in cells(sheet):
            if is_formula(cell):
                for name in re.findall(r"([A-Z][A-Z0-9_.]*)\(", bare(cell.value)):
                    if name not in FUNCTIONS:
                        book.fail("WB32", sheet, f"{cell.coordinate} uses {name}")


def wb35(book):
    formats = {c.number_format for s in book.sheets for c in cells(s)
               if "#,##0" in c.number_format and "(" in c.number_format}
    if not formats <= {"#,##0_);(#,##0)", "#,##0.00_);(#,##0.00)"}:
        book.fail("WB35", "workbook", f"formats of money: {sorted(formats)}")
    cover = " ".join(str(c.value) for c in cells(book.sheets[0])).lower()
    if formats and "brackets" not in cover:
        book.fail("WB35", book.sheets[0], "brackets for negative amounts are not explained")


def wb36(book):
    for sheet in book.sheets:
        for cell in cells(sheet):
            if "(#,##0" in cell.number_format and isinstance(cell.value, (int, float)) and \
                    abs(cell.value - round(cell.value, 2)) > 1e-9 * max(1, abs(cell.value)):
                book.fail("WB36", sheet, f"{cell.coordinate}: {cell.value} is no penny")


def is_covered(sheet, cell):
    return any(cell.coordinate in v.sqref and v.prompt and v.formula1 is not None
               for v in sheet.data_validations.dataValidation)


def wb37(book):
    for sheet in book.sheets:
        if book.working != bool(sheet.protection.sheet):
            book.fail("WB37", sheet, "is protected in publish or open in working")
        if sheet.protection.password:
            book.fail("WB37", sheet, "has a password")
        for cell in cells(sheet):
            typed = is_input(book, sheet, cell)
            if not book.working:
                continue
            if cell.protection.locked == typed:
                book.fail("WB37", sheet, f"{cell.coordinate} is locked wrongly")
            if typed and (not fill_of(cell) or not is_covered(sheet, cell)):
                book.fail("WB37", sheet, f"{cell.coordinate} has no fill or no limits")


def wb40(book):
    if "docProps/custom.xml" not in book.zip.namelist():
        book.fail("WB40", "properties", "there are no custom properties")


def wb43(book):
    for name in book.zip.namelist():
        bytes_ = book.zip.read(name)
        done = subprocess.run(["xmllint", "--noout", "-"], input=bytes_,
                              capture_output=True, check=False)
        if done.returncode != 0:
            book.fail("WB43", name, done.stderr.decode()[:200])
    strings = len(book.xml("xl/sharedStrings.xml").findall(MAIN + "si"))
    for name, part in book.parts.items():
        for cell in book.xml(part).iter(MAIN + "c"):
            value = cell.find(MAIN + "v")
            text = "" if value is None else value.text or ""
            if cell.get("t") == "s" and not 0 <= int(text) < strings:
                book.fail("WB43", name, f"{cell.get('r')}: no shared string {text}")
            if cell.get("t") in (None, "n") and text and not math.isfinite(float(text)):
                book.fail("WB43", name, f"{cell.get('r')} is {text}")


def wb44(book):
    for name in book.zip.namelist():
        if not name.endswith(".rels"):
            for target in book.relations(name).values():
                if target.lstrip("/") not in book.zip.namelist():
                    book.fail("WB44", name, f"there is no {target}")
    for chart in (n for n in book.zip.namelist() if "/charts/chart" in n):
        known = {"'" + n + "'" for n in book.book.sheetnames} | set(book.book.sheetnames)
        for match in re.findall(r"<c:f>([^<]*)!", book.zip.read(chart).decode()):
            if match not in known:
                book.fail("WB44", chart, f"refers to the sheet {match}")


def wb45(book):
    if os.path.getsize(book.path) > 10 * 2 ** 20:
        book.fail("WB45", "workbook", "is over 10 MiB")
    count = sum(1 for s in book.sheets for _ in cells(s))
    if count > 200000:
        book.fail("WB45", "workbook", f"has {count} cells")


POINTS = [wb29, wb29_charts, wb30, wb31, wb32, wb35, wb36, wb37, wb40, wb43, wb44, wb45]
