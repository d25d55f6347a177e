"""What is drawn on a page of a PDF: ruling lines, the directions of its texts, invisible texts and pictures."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage
from pypdfium2.raw import FPDF_PAGEOBJECT

_DEEPEST = 4  # forms within forms
_MOST_OBJECTS = 60_000
_MOST_POINTS = 40_000
_THIN = 3.0  # points; broader rectangles are areas
_INVISIBLE = 3  # text render mode
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Matrix = tuple[float, float, float, float, float, float]
_Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Scan:
    rules: list[tuple[float, float, float, float]] = field(
        default_factory=list
    )  # x0, y0, x1, y1, thin or flat
    angles: dict[int, int] = field(
        default_factory=dict
    )  # degrees in which texts run -> their length, or 1 where all run alike
    invisible: int = 0
    texts: int = 0
    images: int = 0
    image_area: float = 0.0  # square points
    is_crowded: bool = False  # too much is drawn to look at all of it
    quarters: int = 0  # by which the page was turned back


class Scanner:
    """One for a file: its buffers are used again for each object."""

    def __init__(self) -> None:
        self._matrix = pdfium.FS_MATRIX()
        self._to_matrix = ctypes.byref(self._matrix)  # made once: pages have thousands of objects
        self._edges = [ctypes.c_float() for _ in range(4)]
        self._point = (ctypes.c_float(), ctypes.c_float())
        self._seen, self._points, self._measures = 0, 0, False

    def scan(self, page: PdfPage) -> Scan:
        """Turns the page so that most of its text is upright, and looks at what is drawn on it."""
        pdfium.FPDFPage_SetRotation(page, 0)  # what the file says of it follows from its texts as well
        scan = self._scan(page)
        if len(scan.angles) > 1:
            scan = self._scan(page, measures=True)
        main = max(scan.angles, key=lambda angle: scan.angles[angle], default=0)
        quarters = round(main / 90) % 4
        if quarters:
            _turn(page, quarters)
            scan = self._scan(page, measures=True)
            scan.quarters = quarters
        return scan

    def _scan(self, page: PdfPage, *, measures: bool = False) -> Scan:
        scan = Scan()
        self._measures = measures
        self._seen = self._points = 0
        self._objects(scan, _all(page), _IDENTITY, 0)
        return scan

    def _objects(self, scan: Scan, objects: Iterable[FPDF_PAGEOBJECT], outer: Matrix, depth: int) -> None:
        for each in objects:
            self._seen += 1
            if self._seen > _MOST_OBJECTS:
                scan.is_crowded = True
                return
            kind = pdfium.FPDFPageObj_GetType(each)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                self._text(scan, each, outer)
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(scan, each, outer)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self._image(scan, each, outer)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                count = pdfium.FPDFFormObj_CountObjects(each)
                inner = (pdfium.FPDFFormObj_GetObject(each, n) for n in range(count))
                self._objects(scan, inner, _times(self._matrix_of(each), outer), depth + 1)

    def _matrix_of(self, each: FPDF_PAGEOBJECT) -> Matrix:
        m = self._matrix
        return (
            (m.a, m.b, m.c, m.d, m.e, m.f)
            if pdfium.FPDFPageObj_GetMatrix(each, self._to_matrix)
            else _IDENTITY
        )

    def _text(self, scan: Scan, each: FPDF_PAGEOBJECT, outer: Matrix) -> None:
        scan.texts += 1
        if pdfium.FPDFTextObj_GetTextRenderMode(each) == _INVISIBLE:
            scan.invisible += 1
        m = self._matrix_of(each)
        if outer is not _IDENTITY:
            m = _times(m, outer)
        angle = 0 if m[1] == 0 and m[0] >= 0 else round(math.degrees(math.atan2(m[1], m[0]))) % 360
        scan.angles[angle] = scan.angles.get(angle, 0) + (self._length(each) if self._measures else 1)

    def _length(self, each: FPDF_PAGEOBJECT) -> int:
        x0, y0, x1, y1 = self._bounds(each)
        return 1 + round(max(x1 - x0, y1 - y0))

    def _bounds(self, each: FPDF_PAGEOBJECT) -> tuple[float, float, float, float]:
        left, bottom, right, top = self._edges
        pdfium.FPDFPageObj_GetBounds(each, left, bottom, right, top)
        return left.value, bottom.value, right.value, top.value

    def _image(self, scan: Scan, each: FPDF_PAGEOBJECT, outer: Matrix) -> None:
        x0, y0, x1, y1 = _box(self._bounds(each), outer)
        scan.images += 1
        scan.image_area += (x1 - x0) * (y1 - y0)

    def _path(self, scan: Scan, each: FPDF_PAGEOBJECT, outer: Matrix) -> None:
        x0, y0, x1, y1 = box = _box(self._bounds(each), outer)
        if min(x1 - x0, y1 - y0) <= _THIN:
            scan.rules.append(box)
        elif self._is_stroked(each):
            scan.rules += self._edges_of(each, outer)

    def _is_stroked(self, each: FPDF_PAGEOBJECT) -> bool:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        return bool(pdfium.FPDFPath_GetDrawMode(each, fill, stroke)) and bool(stroke.value)

    def _edges_of(self, each: FPDF_PAGEOBJECT, outer: Matrix) -> Iterator[_Box]:
        """The straight lines of a path that run along the page."""
        matrix = _times(self._matrix_of(each), outer)
        start = last = (0.0, 0.0)
        for n in range(pdfium.FPDFPath_CountSegments(each)):
            self._points += 1
            if self._points > _MOST_POINTS:
                return
            segment = pdfium.FPDFPath_GetPathSegment(each, n)
            pdfium.FPDFPathSegment_GetPoint(segment, *self._point)
            here = _at(self._point[0].value, self._point[1].value, matrix)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_LINETO:
                yield from _edge(last, here)
            elif kind == pdfium.FPDF_SEGMENT_MOVETO:
                start = here
            if pdfium.FPDFPathSegment_GetClose(segment):
                yield from _edge(here, start)
            last = here


def _all(page: PdfPage) -> Iterator[FPDF_PAGEOBJECT]:
    return (pdfium.FPDFPage_GetObject(page, n) for n in range(pdfium.FPDFPage_CountObjects(page)))


def _turn(page: PdfPage, quarters: int) -> None:
    """Turns everything on the page clockwise: pdfium reads upright text best."""
    cosine, sine = ((1, 0), (0, -1), (-1, 0), (0, 1))[quarters]
    for each in _all(page):
        pdfium.FPDFPageObj_Transform(each, cosine, sine, -sine, cosine, 0, 0)


def _edge(a: tuple[float, float], b: tuple[float, float]) -> Iterator[_Box]:
    if min(abs(a[0] - b[0]), abs(a[1] - b[1])) <= _THIN / 2:
        yield min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])


def _at(x: float, y: float, m: Matrix) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _box(box: tuple[float, float, float, float], m: Matrix) -> tuple[float, float, float, float]:
    if m is _IDENTITY:
        return box
    (ax, ay), (bx, by) = _at(box[0], box[1], m), _at(box[2], box[3], m)
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _times(m: Matrix, outer: Matrix) -> Matrix:
    """First m, then outer."""
    a, b, c, d, e, f = m
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
