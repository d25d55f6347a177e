"""PDFs as tests draw them."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

FONT, STRANGE = "STSong-Light", "HeiseiMin-W3"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
pdfmetrics.registerFont(UnicodeCIDFont(STRANGE))
pdfmetrics.registerFont(
    TTFont("Vera", "Vera.ttf")
)  # one that is embedded: pdfium drops turned letters of others
WIDTH, HEIGHT = A4
LINES = [f"（{n}）推进第{n}批整治事项，建立工作台账，逐项明确整改措施。" for n in "一二三四五六七八九"]


def pdf(*pages, size=A4):
    """Each page is a function that draws on a canvas."""
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=size)
    for draw in pages:
        sheet.setFont(FONT, 12)
        draw(sheet)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def written(texts=LINES, *, left=60, top=760, size=12, step=22):
    def draw(sheet):
        sheet.setFont(FONT, size)
        for n, text in enumerate(texts):
            sheet.drawString(left, top - n * step, text)

    return draw


def together(*draws):
    def draw(sheet):
        for each in draws:
            each(sheet)

    return draw


def at(x, y, text, size=12):
    return written([text], left=x, top=y, size=size)


def watermark(text, angle, x=200, y=500, size=40, font=FONT):
    def draw(sheet):
        sheet.saveState()
        sheet.translate(x, y)
        sheet.rotate(angle)
        sheet.setFont(font, size)
        sheet.drawString(0, 0, text)
        sheet.restoreState()

    return draw


def in_a_form(inner):
    def draw(sheet):
        sheet.beginForm("mark")
        inner(sheet)
        sheet.endForm()
        sheet.doForm("mark")

    return draw


def ruled(cells, *, left=60, top=700, width=110, height=30, pen=None):
    """A table; `pen(sheet, xs, ys)` draws its lines."""

    def draw(sheet):
        xs = [left + n * width for n in range(len(cells[0]) + 1)]
        ys = [top - n * height for n in range(len(cells) + 1)]
        (pen or sheet.grid)(*((sheet,) if pen else ()), xs, ys)
        sheet.setFont(FONT, 10)
        for r, row in enumerate(cells):
            for c, text in enumerate(row):
                for n, line in enumerate(text.split("\n")):
                    sheet.drawString(xs[c] + 4, ys[r] - 12 - 12 * n, line)

    return draw
