"""Broken, hostile and closed files: one clear Chinese sentence each, in a process with little memory."""

import io
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
from reportlab.pdfgen import canvas

from tests.reading import containers
from tests.reading.readers.made import zipped
from tracker.reading.proposal import propose, propose_blocks
from tracker.reading.readers import UnreadableDocument, limits, read_document, read_here, safe_name

TABLE = [["序号", "任务", "责任单位", "完成时限"], ["1", "制定实施细则", "市司法局", "2024年6月底前"]]
TEXT = "一、重点任务\n（一）推进改革工作。（责任单位：市司法局）\n"


def refusal(data, filename, reader=read_here):
    with pytest.raises(UnreadableDocument) as caught:
        reader(data, filename)
    sentence = str(caught.value)
    assert re.search(r"[\u4e00-\u9fff]", sentence) and sentence.endswith("。") and "\n" not in sentence
    return sentence


@contextmanager
def processor_seconds(most):
    """Stops what would go on for long, as the guard does. Processor time: a busy machine fails nothing."""

    def stop(*_):
        raise AssertionError(f"more than {most} seconds of processor time")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def docx_with(body):
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": body})


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


@pytest.mark.parametrize("data", [b"", b"\x00\x00\x00", b"\xef\xbb\xbf\r\n \n"])
def test_empty(data):
    assert "空的" in refusal(data, "空.txt")


@pytest.mark.parametrize(
    ("data", "name", "word"),
    [
        (b"%PDF-1.7\n...", "表.xlsx", "PDF"),
        (TEXT.encode(), "方案.docx", "纯文本"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "表.xls", "网页"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "扫描.pdf", "图片"),
        (OLE + "WordDocument".encode("utf-16-le"), "表.xls", "旧版Word"),
        (containers.sheet_xlsx(TABLE), "方案.docx", "Excel"),
        (zipped({"a.txt": "x"}), "方案.docx", "压缩包"),
    ],
)
def test_not_what_its_ending_says(data, name, word):
    assert word in refusal(data, name)


@pytest.mark.parametrize(
    ("name", "save_as"),
    [("a.doc", "docx"), ("a.wps", "docx"), ("a.et", "xlsx"), ("a.rtf", "docx"), ("a.ofd", "PDF")],
)
def test_formats_to_save_anew(name, save_as):
    sentence = refusal(OLE, name)
    assert "另存为" in sentence and save_as in sentence


@pytest.mark.parametrize("name", ["a.exe", "a", "a.zip"])
def test_formats_nobody_reads(name):
    assert "docx、xlsx" in refusal(b"MZ", name)


def test_encrypted_office_files():
    assert "密码" in refusal(OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx")
    assert "密码" in refusal(OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx")


def test_encrypted_pdf():
    out = io.BytesIO()
    page = canvas.Canvas(out, encrypt="secret")
    page.drawString(100, 700, "text")
    page.save()
    assert "密码" in refusal(out.getvalue(), "a.pdf")


def test_zip_bomb():
    bomb = docx_with(b"<a>" + b" " * 400_000_000 + b"</a>")
    assert len(bomb) < 1_000_000
    assert "压缩炸弹" in refusal(bomb, "a.docx")


def test_zip_that_lies_about_its_size():
    data = bytearray(docx_with(b"<a>" + b" " * 30_000_000 + b"</a>"))
    start = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/document.xml"))
    data[start + 24 : start + 28] = (1000).to_bytes(4, "little")
    assert "损坏" in refusal(bytes(data), "a.docx")


@pytest.mark.parametrize(
    "body",
    [
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        '<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://example.com/a.dtd"><a/>',
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    ],
)
def test_xml_entities_and_external_references(body):
    assert "实体" in refusal(docx_with(body), "a.docx")
    sheet = zipped({"xl/workbook.xml": "<a/>", "xl/sharedStrings.xml": body})
    assert "实体" in refusal(sheet, "a.xlsx")


def test_broken_xml_and_corrupted_zip():
    assert "损坏" in refusal(docx_with("<a><b></a>"), "a.docx")
    good = containers.text_docx(["一、任务"])
    assert "损坏" in refusal(good[: len(good) // 2], "a.docx")
    broken = bytearray(containers.sheet_xlsx(TABLE))
    middle = broken.find(b"xl/worksheets/sheet1.xml")
    broken[middle + 60 : middle + 200] = b"\x00" * 140
    assert "损坏" in refusal(bytes(broken), "a.xlsx")
    assert "损坏" in refusal(b"%PDF-1.4 nothing here", "a.pdf")
    assert "损坏" in refusal(OLE + "Workbook".encode("utf-16-le"), "a.xls")


def test_a_hundred_megabytes_are_refused_before_reading(tmp_path):
    big = tmp_path / "大文件.txt"
    with big.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    assert "100MB" in refusal(big, "大文件.txt", read_document)


def test_a_hundred_thousand_rows():
    rows = "序号,任务,责任单位\n" + "".join(f"{n},任务{n},市司法局\n" for n in range(100_000))
    assert f"{limits.MAX_ROWS}行" in refusal(rows.encode(), "a.csv")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for n in range(limits.MAX_ROWS + 10):
        sheet.append([n])
    assert f"{limits.MAX_ROWS}行" in refusal(containers.saved(book), "a.xlsx")


def test_five_thousand_pages():
    out = io.BytesIO()
    pages = canvas.Canvas(out)
    for _ in range(5_000):
        pages.showPage()
    pages.save()
    assert "5000页" in refusal(out.getvalue(), "a.pdf")


def test_scanned_pdf_without_text():
    out = io.BytesIO()
    page = canvas.Canvas(out)
    page.rect(100, 100, 200, 200, fill=1)
    page.save()
    assert "扫描件" in refusal(out.getvalue(), "a.pdf")


def test_macros():
    assert "宏" in refusal(b"PK\x03\x04", "a.docm")
    assert "宏" in refusal(b"PK\x03\x04", "a.xlsm")
    assert "宏" in refusal(zipped({"word/document.xml": "<a/>", "word/vbaProject.bin": "x"}), "a.docx")


def test_formulas_without_result_and_error_values_are_reported():
    book = openpyxl.Workbook()
    for row in [*TABLE, ["2", "开展培训", "=B2", "=DATE(2024,6,30)"], ["3", "#REF!", "市财政局", "6月底"]]:
        book.active.append(row)
    proposal = propose_blocks(read_here(containers.saved(book), "a.xlsx"), year=2024)
    assert any("没有结果的公式" in w and "C3" in w for w in proposal.warnings)
    assert any("公式错误值" in w and "第4行" in w for w in proposal.warnings)
    assert proposal.items[1].co == []


def test_dates_typed_as_numbers_and_as_dates():
    import datetime

    book = openpyxl.Workbook()
    for row in [
        *TABLE,
        ["2", "甲任务", "市司法局", 45473],
        ["3", "乙任务", "市司法局", datetime.date(2024, 9, 30)],
        ["4", "丙任务", "市司法局", datetime.datetime(2024, 10, 31)],
    ]:
        book.active.append(row)
    proposal = propose_blocks(read_here(containers.saved(book), "a.xlsx"), year=2024)
    assert [str(i.due) for i in proposal.items] == ["2024-06-30", "2024-06-30", "2024-09-30", "2024-10-31"]
    assert "日期序号" in proposal.items[1].dates[0].explanation


def test_control_bidi_and_zero_width_characters_are_dropped():
    text = "一、重点\u200b任务\n（一）推进\u202e改革\u202c\x07工作。（责任\u200d单位：市司法局\ufeff）\n"
    proposal = propose_blocks(read_here(text.encode(), "a.txt"), year=2024)
    assert proposal.items[0].text == "推进改革工作。"
    assert [o.name for o in proposal.items[0].co] == ["市司法局"]


def test_encodings_wrong_and_mixed():
    mixed = (
        "一、推进改革工作。（责任单位：市司法局）\n".encode()
        + "二、加强法治政府建设的监督工作。（责任单位：市审计局）\n".encode("gb18030")
    )
    document = read_here(mixed, "a.txt")
    assert [o.name for i in propose_blocks(document).items for o in i.co] == ["市司法局", "市审计局"]
    assert any("编码" in w for w in document.warnings)
    assert "编码" in refusal(bytes(range(128, 256)) * 20, "a.txt")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/方案.txt", "方案.txt"),
        ("C:\\temp\\方案.txt", "方案.txt"),
        ("方\u202e案\x00.txt", "方案.txt"),
        ("", "未命名"),
        ("..", "未命名"),
    ],
)
def test_file_name_with_a_path(given, kept):
    assert safe_name(given) == kept


@pytest.mark.parametrize("mark", ["秘密★1年", "机密★", "绝密★长期", "密级：秘密", "秘 密", "★机密"])
def test_classified_documents_are_refused(mark):
    sentence = refusal(f"{mark}\n某市人民政府文件\n{TEXT}".encode(), "a.txt")
    assert "密级" in sentence and "公开材料" in sentence
    assert "密级" in refusal(containers.text_docx([mark, "方案", TEXT]), "a.docx")
    assert "密级" in refusal(containers.sheet_xlsx([[mark], *TABLE]), "a.xlsx")


@pytest.mark.parametrize(
    "words",
    [
        "保护商业秘密和个人隐私。",
        "严格保守国家秘密",
        "开展机密文件管理检查。（责任单位：市保密局）",
        "涉及绝密、机密、秘密级事项的，按规定办理。",
        "首页应当标注“秘密★1年”字样的除外。",
    ],
)
def test_the_word_secret_in_a_sentence_is_no_mark(words):
    assert read_here(f"{TEXT}（二）{words}\n".encode(), "a.txt").blocks


def test_reading_happens_in_a_process_with_limits():
    assert read_document(TEXT.encode(), "方案.txt").blocks
    rows = [[n, f"第{n}项任务的具体内容和要求" * 20, "市司法局"] for n in range(20_000)]
    many = containers.sheet_xlsx([["序号", "任务", "责任单位"], *rows])
    assert "内存" in refusal(many, "a.xlsx", lambda d, n: read_document(d, n, memory=90 * 1024 * 1024))


def test_a_reader_that_never_ends_is_stopped():
    slow = "序号,任务,责任单位\n" + "".join(f"{n},任务{n},市司法局\n" for n in range(59_000))
    with pytest.raises(UnreadableDocument, match="已停止"):
        read_document(slow.encode(), "a.csv", seconds=0)


def test_the_child_passes_the_sentence_on():
    assert "实体" in refusal(docx_with("<!DOCTYPE a [<!ENTITY x 'y'>]><a/>"), "a.docx", read_document)
    assert "扫描件" not in refusal(b"%PDF-1.4 nothing here", "a.pdf", read_document)


def test_nothing_is_invented_for_text_that_is_no_plan():
    proposal = propose("今天天气很好。\n我们去公园散步。\n".encode(), "随笔.txt")
    assert proposal.items == [] and any("没有在文件里找到任务" in w for w in proposal.warnings)


def test_documents_of_too_many_paragraphs():
    assert "段" in refusal("甲。\n\n".encode() * 60_000, "a.txt")


def test_nested_and_nonsensical_word_documents():
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    cell = "<w:p><w:r><w:t>甲</w:t></w:r></w:p>"
    tables = "<w:tbl><w:tr><w:tc>" * 60 + cell + "</w:tc></w:tr></w:tbl>" * 60
    odd = (
        '<w:tbl><w:tr><w:trPr><w:gridBefore w:val="99999999"/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="-3.5"/></w:tcPr>'
        f"{cell}</w:tc></w:tr></w:tbl>"
    )
    for body in (tables, odd):
        document = read_document(
            docx_with(f"<w:document {space}><w:body>{body}</w:body></w:document>"), "a.docx"
        )
        assert "甲" in str(document.blocks[0].rows)


def test_lines_that_only_begin_tables_are_passed_at_once():
    with processor_seconds(10):
        read_here(("序号\n任务\n" * 20_000).encode(), "a.txt")


def test_a_mark_above_the_pages_of_a_sheet_is_seen():
    book = openpyxl.load_workbook(io.BytesIO(containers.sheet_xlsx(TABLE)))
    book.active.oddHeader.left.text = "机密★1年"
    assert "密级" in refusal(containers.saved(book), "a.xlsx")


def test_the_pure_part_needs_no_django():
    folder = Path(__file__).resolve().parents[2] / "tracker"
    code = (
        "import sys, types; sys.modules['tracker'] = tracker = types.ModuleType('tracker'); "
        f"tracker.__path__ = [{str(folder)!r}]; import tracker.reading.proposal; print('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
