"""The same content in every kind of file, real merged cells included."""

import csv
import html
import io

import docx
import openpyxl
import xlwt
from openpyxl.utils import get_column_letter
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def covered(merges):
    """Cells inside merged areas, without the first cell of each."""
    return {(r, c) for a, b, x, y in merges for r in range(a, x + 1) for c in range(b, y + 1)} - {
        (a, b) for a, b, _, _ in merges
    }


def sheet_xlsx(rows, merges=(), title="任务表"):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for a, b, x, y in merges:
        sheet.merge_cells(f"{get_column_letter(b + 1)}{a + 1}:{get_column_letter(y + 1)}{x + 1}")
    return saved(book)


def sheet_xls(rows, merges=(), title="任务表"):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(title)
    hidden = covered(merges)
    firsts = {(a, b): (a, x, b, y) for a, b, x, y in merges}
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if (r, c) in firsts:
                a, x, b, y = firsts[r, c]
                sheet.write_merge(a, x, b, y, value)
            elif (r, c) not in hidden:
                sheet.write(r, c, value)
    return saved(book)


def sheet_csv(rows, merges=()):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def sheet_html(rows, merges=()):
    hidden, spans = covered(merges), {(a, b): (x - a + 1, y - b + 1) for a, b, x, y in merges}
    lines = []
    for r, row in enumerate(rows):
        cells = []
        for c, value in enumerate(row):
            if (r, c) in hidden:
                continue
            down, across = spans.get((r, c), (1, 1))
            text = html.escape(str(value)).replace("\n", "<br>")
            cells.append(f'<td rowspan="{down}" colspan="{across}">{text}</td>')
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body><table>{''.join(lines)}</table></body></html>".encode()


def sheet_docx(rows, merges=()):
    document = docx.Document()
    add_table(document, rows, merges)
    return saved(document)


def add_table(document, rows, merges=()):
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    hidden = covered(merges)
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if (r, c) not in hidden:
                table.cell(r, c).text = str(value)
    for a, b, x, y in merges:
        text = table.cell(a, b).text
        table.cell(a, b).merge(table.cell(x, y)).text = text


def sheet_pdf(rows, merges=()):
    style = ParagraphStyle("cell", fontName=FONT, fontSize=8, leading=10, wordWrap="CJK")
    hidden = covered(merges)
    cells = [
        [
            Paragraph(html.escape(str(v)).replace("\n", "<br/>"), style) if (r, c) not in hidden else ""
            for c, v in enumerate(row)
        ]
        for r, row in enumerate(rows)
    ]
    table = Table(cells, repeatRows=0, colWidths=[760 / len(rows[0])] * len(rows[0]))
    spans = [("SPAN", (b, a), (y, x)) for a, b, x, y in merges]
    table.setStyle(
        TableStyle(
            [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP"), *spans]
        )
    )
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=landscape(A4), margin=20).build([table])
    return out.getvalue()


def text_docx(lines):
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def text_html(lines):
    body = "".join(f"<p>{html.escape(line)}</p>\n" for line in lines)
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{body}</body></html>".encode()


def text_pdf(lines):
    """Paragraphs with an indent of two characters, wrapped at the page width as printed documents are."""
    style = ParagraphStyle("body", fontName=FONT, fontSize=12, leading=20, wordWrap="CJK", firstLineIndent=24)
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build([Paragraph(html.escape(line), style) for line in lines])
    return out.getvalue()


def saved(thing):
    out = io.BytesIO()
    thing.save(out)
    return out.getvalue()
