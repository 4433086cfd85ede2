"""Points of check_workbook.py: sheets, tables, headers, notes."""
import re

from workbook_book import NOTE, SHORTHAND, cells, headers

UNITS = re.compile(r"\(.+\)|number|count|index|rank|rows|year|seed|draws|version|bytes|"
                   r"seconds|order|size|iterations|priority", re.IGNORECASE)


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
        if not isinstance(about, str) or not re.search(r"[Oo]ne (table|chart)", about):
            book.fail("WB03", sheet, "A2 does not say how many tables there are")
            continue
        if sheet.freeze_panes and "frozen" not in about.lower():
            book.fail("WB03", sheet, "A2 is silent on frozen panes")
        titles = [sheet["A1"].value] + headers(book, sheet)
        if any(NOTE.search(str(t)) for t in titles) and "Notes" not in about:
            book.fail("WB03", sheet, "A2 is silent on notes")


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
            money = any(isinstance(c.value, (int, float)) and "(#,##0" in c.number_format
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
    numbers = ["[" + str(c.value).strip("[]") + "]" for c in cells(notes)
               if re.fullmatch(r"\[?note [0-9]+\]?", str(c.value))]
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
            if sheet.title != "Contents" and cell.row > max(top, 1) and isinstance(cell.value, str) and \
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


POINTS = [wb01, wb02, wb03, wb04, wb05, wb06, wb07, wb08, wb09, wb10, wb11, wb12]
