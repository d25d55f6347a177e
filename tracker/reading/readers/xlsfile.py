"""Old spreadsheets (.xls)."""

from __future__ import annotations

import xlrd

from ..blocks import Document, Table
from ..text.characters import clean
from .errors import UnreadableDocument
from .formats import Shape, shape_of, shown
from .limits import MAX_COLUMNS, MAX_ROWS
from .xlsxfile import show


def read(data: bytes) -> Document:
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=_Silent())
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
    document = Document([], [], "xls")
    total = 0
    for sheet in book.sheets():
        if sheet.visibility:
            document.warnings.append(f"工作表“{sheet.name}”是隐藏的，没有读取。")
            continue
        total += sheet.nrows
        if total > MAX_ROWS:
            raise UnreadableDocument(f"表格超过{MAX_ROWS}行：请拆成几个文件分别导入。")
        rows = [[_show(cell, book) for cell in sheet.row(r)[:MAX_COLUMNS]] for r in range(sheet.nrows)]
        merges = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
        if any(info.hidden for info in (*sheet.rowinfo_map.values(), *sheet.colinfo_map.values())):
            document.warnings.append(f"工作表“{sheet.name}”有隐藏的行或列，已一并读取，请核对。")
        if any(any(row) for row in rows):
            document.blocks.append(Table(rows, f"工作表“{sheet.name}”", sheet.name, merges))
    return document


def _show(cell, book) -> str:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return clean(cell.value).strip()
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return show(shown(xlrd.xldate_as_datetime(cell.value, book.datemode), _shape(cell, book)))
        except (ValueError, OverflowError):
            return show(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "是" if cell.value else "否"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#N/A")
    return show(shown(cell.value, _shape(cell, book))) if cell.ctype == xlrd.XL_CELL_NUMBER else ""


def _shape(cell, book) -> Shape | None:
    key = book.xf_list[cell.xf_index].format_key
    found = book.format_map.get(key)
    return shape_of(key, found.format_str if found else "")


class _Silent:
    def write(self, text: str) -> None:
        """xlrd's remarks about odd files are of no use to anybody here."""
