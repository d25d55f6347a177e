"""Reading and importing long documents: a 10,000-row xlsx, a 200-page docx, 10,000 new tasks into a database.

    python -m tests.benchmarks intake [--rows 10000] [--pages 200] [--only sqlite|postgresql]

Reading is compared with only reading the same file by the same library (openpyxl read-only, python-docx); the time
of ours includes the guarded process. Each figure is measured in a process of its own. Applying counts everything:
pairing, tasks, owners, dates and their chained events, in one transaction.
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
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from tests.benchmarks.engines import ENGINES, chosen, database
from tests.support.processes import ROOT

REPEATS = 3
TODAY = date(2025, 12, 3)
LINES_PER_PAGE = 12  # paragraphs of about 60 characters
UNITS = [
    f"市{name}局" for name in ("司法", "财政", "教育", "公安", "民政", "商务", "审计", "统计", "水利", "林业")
]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="intake", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--only", choices=ENGINES)
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        print(json.dumps(MEASURES[options.measure[0]](options.measure[1])))
        return
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as folder:
        reading(Path(folder), options.rows, options.pages)
    for engine in chosen(options.only):
        applying(engine, options.rows)


# --- Reading ---------------------------------------------------------------------------------------
def reading(folder: Path, rows: int, pages: int) -> None:
    table, text = folder / "表.xlsx", folder / "安排.docx"
    write_table(table, rows)
    write_text(text, pages)
    print(f"reading, median of {REPEATS} runs: whole import ÷ only reading with the same library")
    print("document                  only read s   reader s   whole s   ratio   peak MB   items")
    for path, name, only in (
        (table, f"xlsx, {rows:,} rows", "openpyxl"),
        (text, f"docx, {pages} pages", "docx"),
    ):
        floor, reader, whole = (measured(what, str(path)) for what in (only, "blocks", "propose"))
        print(
            f"{name:<25} {floor['seconds']:>11.2f} {reader['seconds']:>10.2f} {whole['seconds']:>9.2f} "
            f"{whole['seconds'] / floor['seconds']:>7.2f} {whole['peak_mb']:>9.0f} {whole['items']:>7,}"
        )


def measured(what: str, argument: str, env: dict[str, str] | None = None) -> dict:
    argv = [sys.executable, "-m", "tests.benchmarks.intake", "--measure", what, argument]
    done = subprocess.run(argv, env=env or dict(os.environ), cwd=ROOT, text=True, capture_output=True)
    if done.returncode:
        raise SystemExit(f"{done.stdout}\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def write_table(path: Path, rows: int) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("任务清单")
    sheet.append(["2025年重点任务清单"])
    sheet.append(["序号", "一级指标", "任务", "牵头单位", "责任单位", "完成时限", "备注"])
    for n in range(1, rows + 1):
        text = f"完成第{n}号项目{n * 7919 % 10007}的前期工作，按月通报进展，办结后报送总结材料"
        units = "、".join((UNITS[(n + 1) % 10], UNITS[(n + 3) % 10], "各县（市、区）政府"))
        month = f"2025年{n % 12 + 1}月底前"
        sheet.append([n, f"第{n // 100 + 1}类", text, UNITS[n % 10], units, month, f"第{n}行"])
    book.save(path)


def write_text(path: Path, pages: int) -> None:
    from docx import Document

    document = Document()
    document.add_heading("2025年重点工作安排", 0)
    for n in range(pages * LINES_PER_PAGE):
        if n % 60 == 0:
            document.add_paragraph(f"{chinese(n // 60 + 1)}、第{n // 60 + 1}个方面的工作")
            continue
        paragraph = document.add_paragraph()
        for run in (  # as word processors write: a few runs to a paragraph
            f"{n % 60}.",
            f"推进第{n}号改革事项落地见效，",
            "加强统筹协调和跟踪问效，及时报送进展情况。",
            f"（牵头单位：{UNITS[n % 10]}；配合单位：{UNITS[(n + 1) % 10]}；完成时限：2025年{n % 12 + 1}月底前）",
        ):
            paragraph.add_run(run)
    document.save(path)


def chinese(number: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return (
        ("" if tens < 2 else digits[tens])
        + ("十" if tens else "")
        + (digits[ones] if ones or not tens else "")
    )


def repeated(work) -> dict:
    """Median seconds, and the peak of this process or of the largest child, whichever is larger."""
    times, items = [], 0
    for _ in range(REPEATS):
        started = time.perf_counter()
        items = work()
        times.append(time.perf_counter() - started)
    used = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"seconds": statistics.median(times), "peak_mb": used / 1024, "items": items}


def only_openpyxl(path: str) -> dict:
    import openpyxl

    def read() -> int:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        return sum(1 for sheet in book.worksheets for _row in sheet.iter_rows(values_only=True))

    return repeated(read)


def only_docx(path: str) -> dict:
    from docx import Document

    return repeated(lambda: sum(1 for paragraph in Document(path).paragraphs if paragraph.text))


def blocks(path: str) -> dict:
    from tracker.reading.readers import read_document

    return repeated(lambda: len(read_document(Path(path)).blocks))


def whole(path: str) -> dict:
    from tracker.reading.proposal import propose

    content, name = Path(path).read_bytes(), Path(path).name
    return repeated(lambda: len(propose(content, name).items))


# --- Applying --------------------------------------------------------------------------------------
def applying(engine: str, rows: int) -> None:
    with ExitStack() as stack:
        found = measured("apply", str(rows), database(engine, stack))
    print(f"\nimport, {engine}: {rows:,} tasks with owners, dates and events in one transaction")
    print("step                            seconds    rows/s")
    for step, seconds in found["steps"].items():
        print(f"{step:<30} {seconds:>8.2f} {rows / seconds:>9,.0f}")
    print(f"peak {found['peak_mb']:.0f} MB")


def apply(argument: str) -> dict:
    import django

    django.setup()
    from tests import factories
    from tracker import importing
    from tracker.domain.actor import Actor
    from tracker.models import Assignment, Event, Schedule, Task

    rows = int(argument)
    office = factories.unit(name="督办室", is_office=True)
    for name in UNITS:
        factories.unit(name=name)
    task_list = factories.task_list(office=office, state="draft", issued_on=None)
    options = {"source": None, "task_list": task_list, "by": Actor(None, TODAY)}
    steps = {}

    def timed(step: str, work, outcome: str) -> None:
        started = time.perf_counter()
        counts = importing.counted(work())
        steps[step] = time.perf_counter() - started
        if counts[outcome] != rows:
            raise SystemExit(f"{step}: expected {rows} {outcome}, got {counts}")

    first = proposed(rows)
    timed("new tasks", lambda: importing.apply(items=first, **options), "new")
    written = [m.objects.count() for m in (Task, Assignment, Schedule)] + [Event.objects.count() >= rows]
    if written != [rows, rows * 3, rows, True]:
        raise SystemExit(f"not everything was written: {written}")
    timed("the same again", lambda: importing.apply(items=proposed(rows), **options), "unchanged")
    timed("every text edited", lambda: importing.apply(items=proposed(rows, "认真"), **options), "changed")
    unnumbered = proposed(rows, "扎实")
    for item in unnumbered:
        item.number = ""
    diff = {"items": unnumbered, "task_list": task_list}
    timed("diff by likeness alone", lambda: importing.diff(**diff), "changed")
    return {"steps": steps, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def proposed(rows: int, word: str = "") -> list:
    from tracker.reading.proposed import ProposedDate, ProposedItem, ProposedOwner

    made = []
    for n in range(1, rows + 1):
        text = f"完成第{n}号项目{n * 7919 % 10007}的前期工作，{word}按月通报进展，办结后报送总结材料"
        item = ProposedItem(text, number=str(n), title=f"第{n}号项目", path=[f"第{n // 100 + 1}类"])
        item.lead = [ProposedOwner(UNITS[n % 10])]
        item.co = [ProposedOwner(UNITS[(n + 1) % 10]), ProposedOwner("各有关部门")]
        item.dates = [ProposedDate("12月底前", date(2025, 12, 31), basis="inferred", explanation="文件年份")]
        item.tell_due()
        made.append(item)
    return made


MEASURES = {"openpyxl": only_openpyxl, "docx": only_docx, "blocks": blocks, "propose": whole, "apply": apply}


if __name__ == "__main__":
    main()
