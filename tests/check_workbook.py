#!/usr/bin/python3
"""Check a workbook against the points that ours must meet.

    check_workbook.py WORKBOOK working|publish

Prints a line for each point that is broken, "WB07 Places: …", and a last line with the
count of points checked; the exit code is 1 when any is broken. It reads the workbook alone,
so it does for any workbook of ours; whether the numbers are right is recalculate.py's part.
"""
import math
import os
import posixpath
import re
import subprocess
import sys
import xml.etree.ElementTree as xml
import zipfile

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
FUNCTIONS = set("""ABS AND AVERAGE COUNT COUNTA COUNTIF COUNTIFS IF IFERROR INDEX INT ISTEXT
    ISNUMBER MATCH MAX MEDIAN MIN MOD NOT OR ROUND SIGN SUBTOTAL SUM SUMIF SUMIFS
    SUMPRODUCT""".split())
SHORTHAND = re.compile(r"\[[a-z]+( [0-9]+)?\]")
NOTE = re.compile(r"\[note [0-9]+\]")


class Book:
    """The workbook, read three ways: parts, formulas, cached values."""

    def __init__(self, path, profile):
        self.path = path
        self.working = profile == "working"
        self.zip = zipfile.ZipFile(path)
        self.book = openpyxl.load_workbook(path)
        self.values = openpyxl.load_workbook(path, data_only=True)
        self.sheets = self.book.worksheets
        self.failures = []
        self.parts = self.find_parts()

    def fail(self, point, sheet, words):
        where = sheet if isinstance(sheet, str) else sheet.title
        self.failures.append(f"{point} {where}: {words}")

    def find_parts(self):
        """The package part of each sheet, by its name."""
        targets = self.relations("xl/workbook.xml")
        key = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
        root = self.xml("xl/workbook.xml")
        return {s.get("name"): targets[s.get(key)] for s in root.iter(MAIN + "sheet")}

    def relations(self, part):
        folder, name = posixpath.split(part)
        path = f"{folder}/_rels/{name}.rels"
        if path not in self.zip.namelist():
            return {}
        return {r.get("Id"): posixpath.normpath(posixpath.join(folder, r.get("Target")))
                for r in self.xml(path).iter(RELATIONS + "Relationship")
                if r.get("TargetMode") != "External"}

    def xml(self, part):
        return xml.fromstring(self.zip.read(part))

    def table(self, sheet):
        """The sheet's one table, or None."""
        tables = list(sheet.tables.values())
        return tables[0] if len(tables) == 1 else None

    def box(self, sheet):
        """(first column, header row, last column, last row) of the table, or None."""
        table = self.table(sheet)
        return range_boundaries(table.ref) if table else None

    def is_chart_sheet(self, sheet):
        return not sheet.tables and bool(sheet._charts)

    def body_rows(self, sheet):
        """The rows of the table without header and total."""
        _, top, _, bottom = self.box(sheet)
        total = 1 if (self.table(sheet).totalsRowCount or 0) > 0 else 0
        return range(top + 1, bottom + 1 - total)


def cells(sheet):
    return (cell for row in sheet.iter_rows() for cell in row if cell.value is not None)


def is_formula(cell):
    return isinstance(cell.value, str) and cell.data_type == "f"


def wb01(book):
    names = [s.title for s in book.sheets]
    if names[:3] != ["Cover", "Contents", "Notes"]:
        book.fail("WB01", "workbook", f"the first sheets are {names[:3]}")
    if "Contents" not in names:
        return
    contents = book.book["Contents"]
    listed = []
    for cell in cells(contents):
        if not cell.hyperlink:
            continue
        target = re.fullmatch(r"'?([^'!]+)'?!\$?A\$?1", cell.hyperlink.location or "")
        if not target or target.group(1) not in names or cell.value != target.group(1):
            book.fail("WB01", contents, f"{cell.coordinate} has no working link")
        listed.append(cell.value)
    for name in names:
        least = 0 if name in ("Cover", "Contents") else 1
        if not least <= listed.count(name) <= 1:
            book.fail("WB01", contents, f"{name} is listed {listed.count(name)} times")


def wb02(book):
    names = [s.title for s in book.sheets]
    if len({n.lower() for n in names}) != len(names):
        book.fail("WB02", "workbook", "two sheets have one name")
    for sheet in book.sheets:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 ]{0,30}", sheet.title):
            book.fail("WB02", sheet, "the name is not letters, digits and spaces")
        if re.fullmatch(r"Sheet ?[0-9]+", sheet.title):
            book.fail("WB02", sheet, "the name describes nothing")
        if sheet.sheet_state != "visible":
            book.fail("WB02", sheet, "is hidden")
        if not any(True for _ in cells(sheet)):
            book.fail("WB02", sheet, "is blank")


def wb03(book):
    for sheet in book.sheets:
        about = sheet["A2"].value
        if not isinstance(sheet["A1"].value, str) or not sheet["A1"].value.strip():
            book.fail("WB03", sheet, "A1 holds no title")
        if not isinstance(about, str) or not re.search(r"one (table|chart)", about):
            book.fail("WB03", sheet, "A2 does not say how many tables there are")
            continue
        if sheet.freeze_panes and "frozen" not in about:
            book.fail("WB03", sheet, "A2 is silent on frozen panes")
        titles = [sheet["A1"].value] + headers(book, sheet)
        if any(NOTE.search(str(t)) for t in titles) and "Notes" not in about:
            book.fail("WB03", sheet, "A2 is silent on notes")


def headers(book, sheet):
    box = book.box(sheet)
    if not box:
        return []
    left, top, right, _ = box
    return [sheet.cell(top, c).value for c in range(left, right + 1)]


def wb04(book):
    for sheet in book.sheets:
        if sheet["A1"].style != "Heading 1":
            book.fail("WB04", sheet, f"A1 has the style {sheet['A1'].style}")


def wb05(book):
    for sheet in book.sheets:
        if book.is_chart_sheet(sheet):
            continue
        if len(sheet.tables) != 1:
            book.fail("WB05", sheet, f"has {len(sheet.tables)} tables")
            continue
        if book.table(sheet).headerRowCount == 0 or book.box(sheet)[0] != 1:
            book.fail("WB05", sheet, "the table has no header row or is not in column A")


def wb06(book):
    names = [t.displayName.lower() for s in book.sheets for t in s.tables.values()]
    for name in names:
        if names.count(name) > 1 or re.fullmatch(r"table_?[0-9]*", name):
            book.fail("WB06", name, "is not a unique name that says something")
    identifiers = [t.id for s in book.sheets for t in s.tables.values()]
    if len(set(identifiers)) != len(identifiers):
        book.fail("WB06", "workbook", "two tables have one id")


UNITS = re.compile(r"\(.+\)|number|count|index|rank|rows|year|seed|draws|version|bytes|"
                   r"seconds|order|size|iterations|priority", re.IGNORECASE)


def wb07(book):
    for sheet in book.sheets:
        table = book.table(sheet)
        if table is None:
            continue
        shown = headers(book, sheet)
        told = [c.name for c in table.tableColumns]
        if shown != told:
            book.fail("WB07", sheet, f"cells say {shown}, the table says {told}")
        if any(not str(h or "").strip() for h in shown):
            book.fail("WB07", sheet, "a header is empty")
        if len({str(h).lower() for h in shown}) != len(shown):
            book.fail("WB07", sheet, "two headers are equal")
        for column, header in enumerate(shown, 1):
            numbers = [sheet.cell(r, column) for r in book.body_rows(sheet)]
            money = any(isinstance(c.value, (int, float)) and "#,##0" in c.number_format
                        for c in numbers)
            if money and sheet.title != "Cover" and not UNITS.search(str(header)):
                book.fail("WB07", sheet, f"the header {header} has no unit")


def wb08(book):
    for sheet in book.sheets:
        if sheet.merged_cells.ranges:
            book.fail("WB08", sheet, f"merged cells {sheet.merged_cells.ranges}")


def wb09(book):
    for sheet in book.sheets:
        if not book.box(sheet):
            continue
        left, top, right, bottom = book.box(sheet)
        above = " ".join(str(sheet.cell(r, 1).value) for r in range(1, top))
        explained = above + " " + " ".join(
            str(c.value) for name in ("Cover", "Notes") if name in book.book.sheetnames
            for c in cells(book.book[name]))
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                cell = sheet.cell(row, column)
                if cell.value is None or str(cell.value).strip() == "":
                    book.fail("WB09", sheet, f"{cell.coordinate} is empty")
                elif (isinstance(cell.value, str) and SHORTHAND.fullmatch(cell.value) and
                      not NOTE.fullmatch(cell.value) and cell.value not in explained):
                    book.fail("WB09", sheet, f"{cell.coordinate}: {cell.value} is not "
                              "explained above the table, on Cover or on Notes")


def wb10(book):
    for sheet in book.sheets:
        if not book.box(sheet):
            continue
        _, top, right, bottom = book.box(sheet)
        for cell in cells(sheet):
            if cell.row > bottom or (cell.row >= top and cell.column > right):
                book.fail("WB10", sheet, f"{cell.coordinate} is beside or below the table")
        if sheet._charts and not book.working:
            book.fail("WB10", sheet, "a chart is on the sheet of a table")
        if sheet._charts and "chart" not in str(sheet["A2"].value):
            book.fail("WB10", sheet, "A2 is silent on the chart")
        for chart in sheet._charts:
            if chart.anchor._from.col < right:
                book.fail("WB10", sheet, "a chart covers the table")


def wb11(book):
    if "Notes" not in book.book.sheetnames:
        return
    notes = book.book["Notes"]
    numbers = [str(c.value) for c in cells(notes) if NOTE.fullmatch(str(c.value))]
    if len(set(numbers)) != len(numbers):
        book.fail("WB11", notes, "a note is there twice")
    used = set()
    for sheet in book.sheets:
        if sheet is notes:
            continue
        for text in [sheet["A1"].value] + headers(book, sheet):
            used |= set(NOTE.findall(str(text)))
        top = book.box(sheet)[1] if book.box(sheet) else 0
        for cell in cells(sheet):
            if cell.row > max(top, 1) and isinstance(cell.value, str) and \
                    NOTE.search(cell.value):
                book.fail("WB11", sheet, f"{cell.coordinate} has a note mark in its text")
    for number in used ^ set(numbers):
        book.fail("WB11", notes, f"{number} is used or explained alone")


def wb12(book):
    for sheet in book.sheets:
        for cell in cells(sheet):
            if cell.font.vertAlign:
                book.fail("WB12", sheet, f"{cell.coordinate} is raised or lowered")
            if isinstance(cell.value, str) and not re.search(r"\w", cell.value):
                book.fail("WB12", sheet, f"{cell.coordinate} holds a symbol alone")


SANS = {"Arial", "Calibri", "Liberation Sans", "Verdana"}


def wb13(book):
    for sheet in book.sheets:
        for cell in cells(sheet):
            font = cell.font
            if font.name not in SANS or font.sz < 12 or font.i or cell.alignment.textRotation:
                book.fail("WB13", sheet, f"{cell.coordinate}: {font.name} {font.sz}")


def fill_of(cell):
    return cell.fill.fgColor.rgb if cell.fill.fill_type == "solid" else None


def is_input(book, sheet, cell):
    box = book.box(sheet)
    return bool(box) and cell.row in book.body_rows(sheet) and \
        "[input]" in str(sheet.cell(box[1], cell.column).value)


def wb14(book):
    for sheet in book.sheets:
        for cell in cells(sheet):
            if fill_of(cell) and not (book.working and is_input(book, sheet, cell)):
                book.fail("WB14", sheet, f"{cell.coordinate} is filled")
        for table in sheet.tables.values():
            style = table.tableStyleInfo
            if style is not None and style.name:
                book.fail("WB14", sheet, f"the table has the style {style.name}")


def wb15(book):
    for sheet in book.sheets:
        for part in sheet.conditional_formatting:
            for row in sheet[str(part.sqref)]:
                if any(not isinstance(book.values[sheet.title][c.coordinate].value, str)
                       for c in row):
                    book.fail("WB15", sheet, f"{part.sqref}: a format without words")


def light(rgb):
    shares = [int(rgb[-6:][i:i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [s / 12.92 if s <= 0.03928 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def wb16(book):
    for sheet in book.sheets:
        for cell in cells(sheet):
            colour = cell.font.color
            ink = colour.rgb if colour is not None and colour.type == "rgb" else "FF000000"
            pair = sorted((light(ink), light(fill_of(cell) or "FFFFFFFF")))
            if (pair[1] + 0.05) / (pair[0] + 0.05) < 4.5:
                book.fail("WB16", sheet, f"{cell.coordinate}: {ink} is too faint")


def wb17(book):
    for name in book.zip.namelist():
        if re.search(r"vba|comments|activeX|media/", name):
            book.fail("WB17", name, "is a part that we do not have")
    for name, part in book.parts.items():
        root = book.xml(part)
        for tag in ("headerFooter", "picture", "legacyDrawing", "oleObjects"):
            if root.find(MAIN + tag) is not None:
                book.fail("WB17", name, f"has {tag}")
        for target in book.relations(part).values():
            if "/drawings/" in target and book.xml(target).find(f".//{DRAWING}sp"):
                book.fail("WB17", name, "has a text box")


def wb18(book):
    for sheet in book.sheets:
        filters = any(t.autoFilter for t in sheet.tables.values())
        if not book.working and (sheet.freeze_panes or filters or sheet.auto_filter.ref):
            book.fail("WB18", sheet, "has frozen panes or filters")
        if filters and "filter" not in str(sheet["A2"].value):
            book.fail("WB18", sheet, "A2 is silent on the filters")


def wb19(book):
    for sheet in book.sheets:
        hidden = [k for k, d in list(sheet.row_dimensions.items()) +
                  list(sheet.column_dimensions.items()) if d.hidden]
        if hidden:
            book.fail("WB19", sheet, f"rows or columns {hidden} are hidden")


def wb20(book):
    for name in book.zip.namelist():
        if not re.fullmatch(r"xl/drawings/drawing[0-9]+\.xml", name):
            continue
        for shown in book.xml(name).iter(DRAWING + "cNvPr"):
            words = shown.get("descr") or ""
            if not 20 <= len(words) <= 250 or not re.search("[0-9]", words):
                book.fail("WB20", name, f"the alternative text is \"{words}\"")


def wb21(book):
    for sheet in book.sheets:
        for cell in cells(sheet):
            if re.match(r"(https?://|www\.|#|internal:)", str(cell.value)):
                book.fail("WB21", sheet, f"{cell.coordinate} shows a bare address")
            if cell.hyperlink and not re.search("[A-Za-z]{3}", str(cell.value)):
                book.fail("WB21", sheet, f"{cell.coordinate} is a link without words")


def wb22(book):
    facts = book.book.properties
    for name in ("title", "subject", "creator", "created"):
        if not getattr(facts, name):
            book.fail("WB22", "properties", f"{name} is empty")
    if facts.language != "en-GB":
        book.fail("WB22", "properties", f"the language is {facts.language}")
    if b"<Company>" not in book.zip.read("docProps/app.xml"):
        book.fail("WB22", "properties", "company is empty")


def wb23(book):
    if book.book.active is not book.sheets[0]:
        book.fail("WB23", "workbook", "the first sheet is not the active one")
    for sheet in book.sheets:
        for selection in sheet.sheet_view.selection:
            if selection.activeCell not in (None, "A1"):
                book.fail("WB23", sheet, f"{selection.activeCell} is selected")


def wb24(book):
    """Letters are counted, not measured, so this is less strict than the writer."""
    for sheet in book.sheets:
        for cell in cells(sheet):
            if not cell.alignment.wrap_text or is_formula(cell):
                continue
            width = sheet.column_dimensions[get_column_letter(cell.column)].width
            lines = sum(math.ceil(len(p) * 0.75 / width) or 1
                        for p in str(cell.value).split("\n"))
            height = sheet.row_dimensions[cell.row].height
            if height is None or height < min(lines * 14, 400):
                book.fail("WB24", sheet, f"{cell.coordinate}: {lines} lines in {height}")


def wb25(book):
    for sheet in book.sheets:
        for cell in cells(book.values[sheet.title]):
            if not isinstance(cell.value, (int, float)) or isinstance(cell.value, bool):
                continue
            width = sheet.column_dimensions[get_column_letter(cell.column)].width
            places = re.search(r"\.(0+)", cell.number_format)
            digits = len(f"{abs(cell.value):,.{len(places.group(1)) if places else 0}f}")
            if "#,##0" in cell.number_format and digits + 1 > width:
                book.fail("WB25", sheet, f"{cell.coordinate} does not fit its column")


def error_values(book):
    for sheet in book.values.worksheets:
        for cell in cells(sheet):
            if cell.data_type == "e" or re.match(r"#[A-Z/0]+[!?]", str(cell.value)):
                book.fail("WB29", sheet, f"{cell.coordinate} is {cell.value}")
    for sheet in book.sheets:
        for cell in cells(sheet):
            if is_formula(cell) and \
                    book.values[sheet.title][cell.coordinate].value is None:
                book.fail("WB29", sheet, f"{cell.coordinate} has no cached value")


REFERENCE = re.compile(r"(?<![A-Za-z_.])(\$?)([A-Z]{1,3})(\$?)([0-9]+)(?![0-9A-Za-z_(])")


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
    if formats and "brackets" not in " ".join(str(c.value) for c in cells(book.sheets[0])):
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


def wb42(book):
    for sheet in book.sheets:
        page = sheet.page_setup
        if str(page.paperSize) != "9" or page.orientation != "landscape":
            book.fail("WB42", sheet, "does not print on A4 landscape")
        if not sheet.sheet_properties.pageSetUpPr.fitToPage or \
                (page.fitToWidth, page.fitToHeight) not in ((None, 0), (1, 0)):
            book.fail("WB42", sheet, "does not print one page wide")
        if book.box(sheet):
            top = book.box(sheet)[1]
            if (sheet.print_title_rows or "").replace("$", "") != f"{top}:{top}":
                book.fail("WB42", sheet, f"repeats {sheet.print_title_rows}, not {top}")


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


POINTS = [wb01, wb02, wb03, wb04, wb05, wb06, wb07, wb08, wb09, wb10, wb11, wb12, wb13,
          wb14, wb15, wb16, wb17, wb18, wb19, wb20, wb21, wb22, wb23, wb24, wb25,
          error_values, wb30, wb31, wb32, wb35, wb36, wb37, wb40, wb42, wb43, wb44, wb45]


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
