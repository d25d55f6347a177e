"""Reading files, against only reading the same file with the same library.

    python -m tests.benchmarks readers [--rows 10000] [--pages 200] [--pdf-pages 100]

Two ratios of processor time, taken in turn in one run: of the reader alone, in a process that has loaded everything; and
of the whole guarded reading, its process included, to a process that only loads the library and reads. The peak is that
of the reading process.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.intake import UNITS, write_table, write_text
from tests.support.processes import ROOT

REPEATS = 5
FLOORS = {
    "docx": """
import docx
def read(path):
    return sum(1 for paragraph in docx.Document(path).paragraphs if paragraph.text)
""",
    "xlsx": """
import openpyxl
def read(path):
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    return sum(1 for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))
""",
    "pdf": """
import pypdfium2
def read(path):
    letters = 0
    for page in pypdfium2.PdfDocument(path):
        text = page.get_textpage()
        letters += len(text.get_text_range())
        text.close()
        page.close()
    return letters
""",
}
ONCE = "import sys\n{}\nread(sys.argv[1])"


@dataclass
class Case:
    name: str
    path: Path
    aim: float


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="readers", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--pdf-pages", type=int, default=100)
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        print(json.dumps(measure(*options.measure)))
        return
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as folder:
        print(f"processor time, median of {REPEATS} runs in turn")
        print(
            "document                     library s  reader s  ratio   with processes: library s  guarded s  ratio    aim  peak MB"
        )
        for case in cases(Path(folder), options):
            report(case)


def cases(folder: Path, options: argparse.Namespace):
    text, plain, table, pages = (
        folder / name for name in ("安排.docx", "一段一字.docx", "表.xlsx", "安排.pdf")
    )
    write_text(text, options.pages)
    write_plain_text(plain, options.pages)
    write_table(table, options.rows)
    write_pages(pages, options.pdf_pages)
    yield Case(f"docx, {options.pages} pages", text, 2.0)
    yield Case("  one run a paragraph", plain, 2.0)
    yield Case(f"xlsx, {options.rows:,} rows", table, 1.8)
    yield Case(f"pdf, {options.pdf_pages} pages", pages, 1.5)


def report(case: Case) -> None:
    alone, ours = (measured(what, case.path) for what in ("library", "reader"))
    pairs = [(once(case.path), measured("guarded", case.path)) for _ in range(REPEATS)]
    library = statistics.median(pair[0] for pair in pairs)
    guarded = statistics.median(pair[1]["seconds"] for pair in pairs)
    print(
        f"{case.name:<27} {alone['seconds']:>10.3f} {ours['seconds']:>9.3f} {ours['seconds'] / alone['seconds']:>6.2f} "
        f"{library:>27.3f} {guarded:>10.3f} {guarded / library:>6.2f} {case.aim:>6.1f} {pairs[0][1]['peak_mb']:>8.0f}"
    )


def measured(what: str, path: Path) -> dict:
    argv = [sys.executable, "-m", "tests.benchmarks.readers", "--measure", what, str(path)]
    done = subprocess.run(argv, env=dict(os.environ), cwd=ROOT, text=True, capture_output=True)
    if done.returncode:
        raise SystemExit(f"{done.stdout}\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def once(path: Path) -> float:
    """Processor time of a process that only loads the library and reads."""
    before = used()
    code = ONCE.format(FLOORS[path.suffix[1:]])
    subprocess.run([sys.executable, "-I", "-c", code, str(path)], check=True)
    return used() - before


def used() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def measure(what: str, path: str) -> dict:
    if what == "guarded":
        return guarded(path)
    if what == "library":
        space: dict = {}
        exec(FLOORS[Path(path).suffix[1:]], space)
        work = space["read"]
    else:
        from tracker.reading.readers import read_here

        def work(path: str) -> None:
            read_here(Path(path).read_bytes(), Path(path).name)

    times = []
    for _ in range(REPEATS):
        started = time.process_time()
        work(path)
        times.append(time.process_time() - started)
    return {"seconds": statistics.median(times)}


def guarded(path: str) -> dict:
    """The whole of it: starting the process, reading, handing over."""
    from tracker.reading.readers import read_document

    before, started = used(), time.process_time()
    read_document(Path(path))
    seconds = used() - before + time.process_time() - started
    return {"seconds": seconds, "peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024}


def sentence(n: int) -> str:
    owners = (
        f"（牵头单位：{UNITS[n % 10]}；配合单位：{UNITS[(n + 1) % 10]}；完成时限：2025年{n % 12 + 1}月底前）"
    )
    return f"{n % 60}.推进第{n}号改革事项落地见效，加强统筹协调和跟踪问效，及时报送进展情况。{owners}"


def write_plain_text(path: Path, pages: int) -> None:
    from docx import Document

    document = Document()
    for n in range(pages * 12):
        document.add_paragraph(sentence(n))
    document.save(path)


def write_pages(path: Path, pages: int) -> None:
    """Pages of 22 lines as official papers have them, each tenth with a ruled table."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    sheet = canvas.Canvas(str(path))
    for page in range(pages):
        sheet.setFont("STSong-Light", 14)
        for n in range(22):
            text = sentence(page * 11 + n // 2)
            sheet.drawString(80 if n % 2 else 108, 760 - 28 * n, text[28:60] if n % 2 else text[:28])
        sheet.drawString(280, 40, f"— {page + 1} —")
        if page % 10 == 9:
            sheet.showPage()
            ruled(sheet, page)
        sheet.showPage()
    sheet.save()


def ruled(sheet, page: int) -> None:
    sheet.setFont("STSong-Light", 10)
    xs, ys = [50, 90, 330, 440, 540], [780 - 30 * n for n in range(24)]
    sheet.grid(xs, ys)
    for n, y in enumerate(ys[:-1]):
        for x, text in zip(
            xs, (str(n), f"推进第{page}号第{n}项改革", UNITS[n % 10], "6月底前"), strict=False
        ):
            sheet.drawString(x + 4, y - 18, text)


if __name__ == "__main__":
    main()
