"""Points of check_workbook.py: fonts, colours, sizes, printing, what is announced."""
import math
import re

from openpyxl.utils import get_column_letter

from workbook_book import DRAWING, MAIN, cells, fill_of, is_formula, is_input

SANS = {"Arial", "Calibri", "Liberation Sans", "Verdana"}


def wb13(book):
    for sheet in book.sheets:
        for cell in cells(sheet):
            font = cell.font
            if font.name not in SANS or font.sz < 12 or font.i or cell.alignment.textRotation:
                book.fail("WB13", sheet, f"{cell.coordinate}: {font.name} {font.sz}")


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


def wb42(book):
    for sheet in book.sheets:
        page = sheet.page_setup
        if str(page.paperSize) != "9" or page.orientation != "landscape":
            book.fail("WB42", sheet, "does not print on A4 landscape")
        high = (None, 1) if book.is_chart_sheet(sheet) else (0,)
        if not sheet.sheet_properties.pageSetUpPr.fitToPage or \
                page.fitToWidth not in (None, 1) or page.fitToHeight not in high:
            book.fail("WB42", sheet, "does not print one page wide, and a chart on one")
        if book.box(sheet):
            top = book.box(sheet)[1]
            if (sheet.print_title_rows or "").replace("$", "") != f"{top}:{top}":
                book.fail("WB42", sheet, f"repeats {sheet.print_title_rows}, not {top}")


POINTS = [wb13, wb14, wb15, wb16, wb17, wb18, wb19, wb20, wb21, wb22, wb23, wb24, wb25,
          wb42]
