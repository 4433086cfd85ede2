"""A workbook read three ways, its parts, its formulas, its cached values, for
check_workbook.py."""
import posixpath
import re
import xml.etree.ElementTree as xml
import zipfile

import openpyxl
from openpyxl.utils import range_boundaries

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
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


def headers(book, sheet):
    box = book.box(sheet)
    if not box:
        return []
    left, top, right, _ = box
    return [sheet.cell(top, c).value for c in range(left, right + 1)]


def fill_of(cell):
    return cell.fill.fgColor.rgb if cell.fill.fill_type == "solid" else None


def is_input(book, sheet, cell):
    box = book.box(sheet)
    return bool(box) and cell.row in book.body_rows(sheet) and \
        "[input]" in str(sheet.cell(box[1], cell.column).value)
