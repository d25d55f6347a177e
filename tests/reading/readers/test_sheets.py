"""Spreadsheets are read as they are shown."""

import io
from datetime import date, datetime, time

import openpyxl
import pytest
import xlwt
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from tests.reading.readers.made import (
    SHEET_MAIN,
    blocks,
    content_types,
    relations,
    rows,
    tables,
    unzipped,
    warnings,
    zipped,
)
from tracker.reading.blocks import BOX
from tracker.reading.readers import read_here
from tracker.reading.readers.formats import EPOCH_1904, shape_of, shown

TABLE = [
    ["序号", "任务", "单位"],
    [1, "公布目录", "市司法局"],
    [2, "开展评估", "市财政局"],
    [3, "组织培训", "市教育局"],
]
TEXTS = [[str(cell) for cell in row] for row in TABLE]
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx(change=None, table=TABLE):
    book = openpyxl.Workbook()
    for row in table:
        book.active.append(row)
    if change:
        change(book.active)
    return saved(book)


def xls(change=None):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for r, row in enumerate(TABLE):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    if change:
        change(sheet)
    return saved(book)


def raw(sheet, *, workbook="", styles="", strings=""):
    """A workbook of one sheet, part by part."""
    space = f'xmlns="{S}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    return zipped(
        {
            "[Content_Types].xml": content_types("xl/workbook.xml", SHEET_MAIN),
            "_rels/.rels": relations({"w": ("officeDocument", "xl/workbook.xml")}),
            "xl/workbook.xml": f'<workbook {space}>{workbook}<sheets><sheet name="表" sheetId="1" r:id="a"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                {"a": ("worksheet", "worksheets/sheet1.xml"), "b": ("styles", "styles.xml"), "c": ("sharedStrings", "sharedStrings.xml")}
            ),
            "xl/worksheets/sheet1.xml": f"<worksheet {space}>{sheet}</worksheet>",
            "xl/styles.xml": f"<styleSheet {space}>{styles}</styleSheet>",
            "xl/sharedStrings.xml": f"<sst {space}>{strings}</sst>",
        }
    )  # fmt: skip


def inline(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


# --- What is not shown -----------------------------------------------------------------------------
def hide_row(sheet):
    sheet.row_dimensions[3].hidden = True


def hide_column(sheet):
    sheet.column_dimensions["B"].hidden = True


def filter_out(sheet):
    sheet.auto_filter.ref = "A1:C4"
    sheet.auto_filter.add_filter_column(0, ["1", "3"])
    sheet.row_dimensions[3].hidden = True


WITHOUT_THIRD = [TEXTS[0], TEXTS[1], TEXTS[3]]


@pytest.mark.parametrize("change", [hide_row, filter_out])
def test_hidden_rows_are_left_out_and_told(change):
    data = xlsx(change)
    assert rows(data, "a.xlsx") == WITHOUT_THIRD
    assert "1行" in warnings(data, "a.xlsx")
    assert [tables(data, "a.xlsx")[0].row_number(i) for i in range(3)] == [1, 2, 4]


@pytest.mark.parametrize("how", ['hidden="1"', 'hidden="true"', 'ht="0" customHeight="1"'])
def test_every_way_to_hide_a_row(how):
    body = f'<row r="1">{inline("A1", "甲")}</row><row r="2" {how}>{inline("A2", "看不见")}</row>'
    assert rows(raw(f"<sheetData>{body}</sheetData>"), "a.xlsx") == [["甲"]]


def test_sheets_that_hide_all_rows_but_those_they_name():
    body = f'<row r="1" hidden="0">{inline("A1", "甲")}</row><row r="2">{inline("A2", "看不见")}</row>'
    assert rows(raw(f'<sheetFormatPr zeroHeight="1"/><sheetData>{body}</sheetData>'), "a.xlsx") == [["甲"]]


def test_hidden_columns_are_left_out_and_told():
    data = xlsx(hide_column)
    assert rows(data, "a.xlsx") == [[row[0], row[2]] for row in TEXTS]
    assert "1列" in warnings(data, "a.xlsx")


def test_hidden_rows_and_columns_of_old_spreadsheets():
    def hide(sheet):
        sheet.row(2).hidden = True
        sheet.col(0).hidden = True

    data = xls(hide)
    assert rows(data, "a.xls") == [row[1:] for row in WITHOUT_THIRD]
    assert "1行、1列" in warnings(data, "a.xls")


def test_unused_columns_that_are_hidden_are_not_worth_a_word():
    def hide(sheet):
        sheet.column_dimensions.group("D", "XFD", hidden=True)

    data = xlsx(hide)
    assert rows(data, "a.xlsx") == TEXTS and warnings(data, "a.xlsx") == ""


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_left_out_and_told(state):
    book = openpyxl.Workbook()
    book.active.append(["甲", "乙"])
    other = book.create_sheet("底稿")
    other.append(["看不见", "看不见"])
    other.sheet_state = state
    assert len(tables(saved(book), "a.xlsx")) == 1 and "底稿" in warnings(saved(book), "a.xlsx")


def test_struck_out_cells_are_left_out_and_told():
    def strike(sheet):
        for cell in sheet[3]:
            cell.font = Font(strike=True)

    assert rows(xlsx(strike), "a.xlsx") == [TEXTS[0], TEXTS[1], [], TEXTS[3]]
    assert "删除线" in warnings(xlsx(strike), "a.xlsx")


def test_struck_out_cells_of_old_spreadsheets():
    def strike(sheet):
        sheet._cell_overwrite_ok = True
        sheet.write(1, 2, "市公安局", xlwt.easyxf("font: struck_out on"))

    assert rows(xls(strike), "a.xls")[1] == ["1", "公布目录", ""]


def test_parts_of_a_cell_that_are_struck_out_and_readings_of_characters():
    strings = (
        "<si><r><rPr><strike/></rPr><t>市公安局</t></r><r><t>市司法局</t></r></si>"
        "<si><t>浮梁</t><rPh sb='0' eb='1'><t>fúliáng</t></rPh></si><si><t>甲_x000D_&#10;乙</t></si>"
    )
    cells = "".join(f'<c r="{c}1" t="s"><v>{n}</v></c>' for n, c in enumerate("ABC"))
    assert rows(raw(f'<sheetData><row r="1">{cells}</row></sheetData>', strings=strings), "a.xlsx") == [
        ["市司法局", "浮梁", "甲\n乙"]
    ]


def test_a_format_that_shows_nothing():
    data = xlsx(lambda sheet: setattr(sheet["A2"], "number_format", ";;;"))
    assert rows(data, "a.xlsx")[1] == ["", "公布目录", "市司法局"]


def test_a_merged_area_shows_its_text_though_its_first_row_is_hidden():
    def merge(sheet):
        sheet.merge_cells("C2:C4")
        sheet.row_dimensions[2].hidden = True

    table = tables(xlsx(merge), "a.xlsx")[0]
    assert table.rows == [["序号", "任务", "单位"], ["2", "开展评估", "市司法局"], ["3", "组织培训"]]
    assert table.merges == [(1, 2, 2, 2)]


def test_merged_areas_shrink_with_the_columns_that_are_hidden():
    def merge(sheet):
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("B2:B3")
        hide_column(sheet)

    assert tables(xlsx(merge), "a.xlsx")[0].merges == [(0, 0, 0, 1)]


# --- What is shown ---------------------------------------------------------------------------------
def test_text_boxes_are_blocks_of_their_own():
    drawing = (
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:sp><xdr:txBody><a:p><a:r><a:t>填表</a:t></a:r>'
        "<a:r><a:t>说明</a:t></a:r></a:p><a:p><a:r><a:t>按月更新</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>"
    )
    parts = unzipped(xlsx())
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = relations({"d": ("drawing", "../drawings/drawing1.xml")})
    parts["xl/drawings/drawing1.xml"] = drawing
    found = blocks(zipped(parts), "a.xlsx")
    assert [(b.text, b.kind) for b in found[1:]] == [("填表说明", BOX), ("按月更新", BOX)]


def prefixed(data):
    parts = unzipped(data)
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"):
        if name in parts:
            text = parts[name].decode().replace("</", "</x:").replace(f'xmlns="{S}"', f'xmlns:x="{S}"')
            parts[name] = "".join(f"<{'' if bit[0] in '/?' else 'x:'}{bit}" for bit in text.split("<")[1:])
    return zipped(parts)


def strict(data):
    swap = ((S, "http://purl.oclc.org/ooxml/spreadsheetml/main"), ("http://schemas.openxmlformats.org/officeDocument/2006/", "http://purl.oclc.org/ooxml/officeDocument/"))  # fmt: skip
    parts = unzipped(data)
    for old, new in swap:
        parts = {name: content.replace(old.encode(), new.encode()) for name, content in parts.items()}
    return zipped(parts)


def renamed(data):
    parts = unzipped(data)
    names = {"xl/workbook.xml": "book/b.xml", "xl/_rels/workbook.xml.rels": "book/_rels/b.xml.rels"}
    parts = {names.get(name, name): content for name, content in parts.items()}
    parts["_rels/.rels"] = relations({"w": ("officeDocument", "book/b.xml")})
    return zipped(parts)


@pytest.mark.parametrize("form", [prefixed, strict, renamed])
def test_the_same_table_in_every_form_of_the_container(form):
    data = form(xlsx(lambda sheet: sheet.merge_cells("C2:C3")))
    assert tables(data, "a.xlsx")[0].rows == [*TEXTS[:2], ["2", "开展评估"], TEXTS[3]]
    assert tables(data, "a.xlsx")[0].merges == [(1, 2, 2, 2)]


def test_cells_without_places_follow_one_another():
    row = "<row><c t='inlineStr'><is><t>甲</t></is></c><c><v>1</v></c></row>"
    assert rows(raw(f"<sheetData>{row}{row}</sheetData>"), "a.xlsx") == [["甲", "1"], ["甲", "1"]]


def test_rows_far_apart_are_parted_by_one_empty_row_and_keep_their_numbers():
    body = f'<row r="3">{inline("A3", "甲")}</row><row r="900000">{inline("B900000", "乙")}</row>'
    table = tables(raw(f"<sheetData>{body}</sheetData>"), "a.xlsx")[0]
    assert table.rows == [["甲"], [], ["", "乙"]]
    assert (table.row_number(0), table.row_number(2)) == (3, 900_000)


def dated(value, code):
    def change(sheet):
        sheet["C2"] = value
        sheet["C2"].number_format = code

    return rows(xlsx(change), "a.xlsx")[1][2]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (date(2026, 6, 30), "yyyy-mm-dd", "2026-06-30"), (date(2026, 6, 30), "m/d/yyyy", "2026-06-30"), (date(2026, 6, 30), 'yyyy"年"m"月"d"日"', "2026-06-30"),
        (date(2026, 6, 1), 'yyyy"年"m"月"', "2026年6月"), (date(2026, 6, 30), 'm"月"d"日"', "6月30日"), (date(2026, 6, 30), "[$-804]yyyy/m/d dddd", "2026-06-30"),
        (datetime(2026, 6, 30, 8, 30), "yyyy/m/d h:mm", "2026-06-30 08:30"), (time(9, 5), "h:mm", "09:05"), (1.5, "[h]:mm", "36:00"), (0.955, "0.0%", "95.5%"),
        (7, '"第"00"号"', "第07号"), (2025.1, "0.00", "2025.10"), (3.0, "General", "3"), (0.1 + 0.2, "General", "0.3"), (True, "General", "是"), (12345, "#,##0", "12345"),
    ],
)  # fmt: skip
def test_values_as_the_sheet_shows_them(value, code, text):
    assert dated(value, code) == text


def test_workbooks_that_count_days_from_1904():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["完成时限", date(2026, 6, 30)])
    assert rows(saved(book), "a.xlsx") == [["完成时限", "2026-06-30"]]
    assert shown((date(2026, 6, 30) - date(1904, 1, 1)).days, shape_of(14), EPOCH_1904) == "2026-06-30"


def test_dates_in_words_of_their_own_as_strict_files_hold_them():
    body = '<row r="1"><c r="A1" t="d"><v>2026-06-30T00:00:00</v></c><c r="B1" t="e"><v>#REF!</v></c><c r="C1" t="str"><f>A1</f><v></v></c></row>'
    assert rows(raw(f"<sheetData>{body}</sheetData>"), "a.xlsx") == [["2026-06-30", "#REF!"]]


def test_styles_and_shared_texts_that_do_not_exist_harm_nothing():
    body = '<row r="1"><c r="A1" s="99"><v>5</v></c><c r="B1" t="s"><v>77</v></c><c r="C1" t="s"><v>x</v></c></row>'
    assert rows(raw(f"<sheetData>{body}</sheetData>"), "a.xlsx") == [["5"]]


def test_columns_too_far_to_the_right_are_told():
    book = openpyxl.Workbook()
    book.active["A1"] = "甲"
    book.active[f"{get_column_letter(500)}1"] = "远"
    assert rows(saved(book), "a.xlsx") == [["甲"]] and "右边" in warnings(saved(book), "a.xlsx")


def test_chart_sheets_are_passed_over():
    book = openpyxl.Workbook()
    book.active.append(["甲", "乙"])
    book.create_chartsheet("图")
    assert len(read_here(saved(book), "a.xlsx").blocks) == 1


# --- CSV -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('"=""01""",甲', ["01", "甲"]), ('="01",甲', ["01", "甲"]), ("'03,甲", ["03", "甲"]), ("'=甲,乙", ["=甲", "乙"]), ("'甲',乙", ["'甲'", "乙"]),
        ("sep=;\n甲;乙,丙", ["甲", "乙,丙"]), ('"sep=\t"\n甲\t乙', ["甲", "乙"]), ("甲\u200b\ufeff,乙\u00a0", ["甲", "乙"]), ('"甲\n乙",丙', ["甲\n乙", "丙"]),
        ('"=""a""""b""",甲', ['a"b', "甲"]), ("=1+1,甲", ["=1+1", "甲"]),
    ],
)  # fmt: skip
def test_cells_of_a_csv_as_a_spreadsheet_shows_them(text, row):
    assert rows(text.encode(), "a.csv") == [row]
