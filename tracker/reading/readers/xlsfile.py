"""Old spreadsheets (.xls)."""

from __future__ import annotations

import xlrd

from ..blocks import Document, Table
from ..text.characters import clean
from .errors import UnreadableDocument
from .formats import Shape, plain, shape_of, shown
from .limits import MAX_COLUMNS, MAX_ROWS
from .xlsxfile import warnings_of
from .xlsxsheet import Sheet, shown_areas


def read(data: bytes) -> Document:
    book = _open(data)
    document = Document([], [], "xls")
    total = 0
    for source in book.sheets():
        if source.visibility:
            document.warnings.append(f"工作表“{source.name}”是隐藏的，没有读取。")
            continue
        total += source.nrows
        if total > MAX_ROWS:
            raise UnreadableDocument(f"表格超过{MAX_ROWS}行：请拆成几个文件分别导入。")
        sheet = _sheet(source, book)
        place = f"工作表“{source.name}”"
        document.warnings += warnings_of(sheet, place)
        if any(any(row) for row in sheet.rows):
            numbers = sheet.numbers if len(sheet.numbers) < source.nrows else []
            document.blocks.append(Table(sheet.rows, place, source.name, sheet.merges, numbers=numbers))
    return document


def _open(data: bytes) -> xlrd.Book:
    try:
        return xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=_Silent())
    except xlrd.XLRDError as error:
        locked = "encrypted" in str(error).lower() or "password" in str(error).lower()
        raise UnreadableDocument(
            "文件加了密码：请取消密码保护后重新上传。"
            if locked
            else "旧版Excel文件已损坏，打不开：请用表格软件另存为xlsx后重新上传。"
        ) from error
    except MemoryError:
        raise
    except Exception as error:  # xlrd trips over broken records in many ways
        raise UnreadableDocument("旧版Excel文件已损坏，打不开：请用表格软件另存为xlsx后重新上传。") from error


def _sheet(source: xlrd.sheet.Sheet, book: xlrd.Book) -> Sheet:
    sheet = Sheet()
    columns = [not _is_hidden(source.colinfo_map.get(c)) for c in range(MAX_COLUMNS)]
    behind: dict[tuple[int, int], str] = {}
    for r in range(source.nrows):
        cells = [_show(cell, book, sheet) for cell in source.row(r)[:MAX_COLUMNS]]
        row_is_hidden = _is_hidden(source.rowinfo_map.get(r))
        sheet.hidden_rows += row_is_hidden and any(cells)
        for c, text in enumerate(cells):
            if text and not columns[c]:
                sheet.hidden_columns.add(c)
            if text and (row_is_hidden or not columns[c]):
                behind[r + 1, c] = text
        if not row_is_hidden:
            sheet.rows.append([text for c, text in enumerate(cells) if columns[c]])
            sheet.numbers.append(r + 1)
    areas = [(top + 1, left, bottom, right - 1) for top, bottom, left, right in source.merged_cells]
    shown_areas(sheet, areas, columns, behind)
    return sheet


def _is_hidden(info: xlrd.sheet.Colinfo | xlrd.sheet.Rowinfo | None) -> bool:
    return info is not None and bool(info.hidden)


def _show(cell: xlrd.sheet.Cell, book: xlrd.Book, sheet: Sheet) -> str:
    text = _text(cell, book)
    if text and book.font_list[book.xf_list[cell.xf_index].font_index].struck_out:
        sheet.struck += 1
        return ""
    return text


def _text(cell: xlrd.sheet.Cell, book: xlrd.Book) -> str:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return clean(cell.value).strip()
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            moment = xlrd.xldate_as_datetime(cell.value, book.datemode)
        except (ValueError, OverflowError):
            return plain(cell.value)
        return plain(shown(moment, _shape(cell, book)))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "是" if cell.value else "否"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    return plain(shown(cell.value, _shape(cell, book))) if cell.ctype == xlrd.XL_CELL_NUMBER else ""


def _shape(cell: xlrd.sheet.Cell, book: xlrd.Book) -> Shape | None:
    key = book.xf_list[cell.xf_index].format_key
    found = book.format_map.get(key)
    return shape_of(key, found.format_str if found else "")


class _Silent:
    def write(self, text: str) -> None:
        """xlrd's remarks about odd files are of no use to anybody here."""
