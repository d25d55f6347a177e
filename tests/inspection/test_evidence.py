"""What a unit may hand in as evidence, and what is refused at the door, at both doors."""

import io
from datetime import timedelta

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import factories
from tests.factories import TODAY
from tests.support import papers
from tests.web.conftest import as_, cast  # noqa: F401  (fixtures)
from tracker.inspection import outside, why_not_keep
from tracker.models import Evidence

LONG = "本方案自印发之日起施行，由市发改委负责解释，请各单位认真组织实施。"
MARKED = ("机密★10年", "关于某项工作的方案", LONG)
SLIDES = {"ppt__presentation_xml": "<x/>", "ppt__slides__slide1_xml": "<a:t>{}</a:t>"}
LAYOUT = {"OFD_xml": "<x/>", "Doc_0__Pages__Page_0__Content_xml": "<ofd:TextCode X='1'>{}</ofd:TextCode>"}


def filled(parts: dict, words: str) -> bytes:
    return papers.container(**{name: text.format(words) for name, text in parts.items()})


def commented(words: str) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    run = document.add_paragraph(LONG).runs[0]
    document.add_comment(run, text=words, author="x")
    document.save(out)
    return out.getvalue()


def hidden(state: str, title: str = "表二", cell: str = "机密★1年") -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["单位", "进展"])
    sheet = book.create_sheet(title)
    sheet["C9"] = cell
    sheet.sheet_state = state
    book.save(out)
    return out.getvalue()


GOOD = {
    "隐藏.xlsx": hidden("hidden", cell="涉及商业秘密的"),
    "批注.docx": commented("涉及国家秘密的，不上传。"),
    "方案.pdf": papers.pdf("关于某项工作的方案", LONG, "涉及商业秘密的，依法保护。"),
    "扫描件.pdf": papers.pdf(),
    "方案.docx": papers.word("关于某项工作的方案", "各单位应当保守国家秘密和商业秘密。"),
    "台账.xlsx": papers.sheet(["单位", "进展"], ["市发改委", "已完成"]),
    "照片.png": papers.PNG,
    "照片.JPG": b"\xff\xd8\xff\xe0" + b"\0" * 64,
    "说明.txt": "已印发实施。".encode(),
    "说明2.txt": "已印发实施。".encode("gb18030"),
    "表.csv": "单位,进展\n市发改委,已完成\n".encode(),
    "汇报.pptx": filled(SLIDES, "工作汇报"),
    "函.ofd": filled(LAYOUT, "关于报送材料的函"),
    "旧.doc": papers.OLE + "工作汇报".encode("utf-16-le"),
    "旧.wps": papers.OLE + "工作汇报".encode("gb18030"),
}
SECRET = {
    "方案.pdf": papers.pdf(*MARKED, "No. 2025-12-03-0123456789-0123456789"),
    "方案.docx": papers.word(*MARKED),
    "台账.xlsx": papers.sheet(["机密★10年"], ["单位", "进展"], ["市发改委", "已完成"]),
    "台账.csv": "秘密★5年\n单位,进展\n市发改委,已完成\n".encode(),
    "说明.txt": f"绝密\n关于某项工作的方案\n{LONG}\n".encode(),
    "汇报.pptx": filled(SLIDES, "机密★10年"),
    "函.ofd": filled(LAYOUT, "机密★"),
    "旧.doc": papers.OLE + "标题 机密★10年 正文".encode("utf-16-le"),
    "旧二.doc": papers.OLE + b"x" + "标题 机密★10年 正文".encode("utf-16-le"),
    "旧.wps": papers.OLE + "标题 机密★10年 正文".encode("gb18030"),
    "机密★10年 方案.png": papers.PNG,
    "旧三.doc": papers.OLE + "标题 机 密 ⭐10年 正文".encode("utf-16-le"),
    "旧四.doc": papers.OLE + b"x" + "a标题 ★绝密".encode("gb18030"),
    "批注.docx": commented("机密★20年"),
    "隐藏.xlsx": hidden("hidden"),
    "深藏.xlsx": hidden("veryHidden"),
    "表名.xlsx": hidden("visible", title="机密★1年", cell="已完成"),
    "表情.docx": papers.word("秘密⭐1年", LONG),
}
FOREIGN = {
    "run.exe": b"MZ" + b"\0" * 200,
    "run.com": papers.EICAR,
    "page.html": b"<html><script>alert(1)</script></html>",
    "picture.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
    "run.bat": b"echo",
    "run.js": b"x",
    "archive.zip": papers.container(a_xml="x"),
    "none": b"text",
    "方案.pdf": b"MZ" + b"\0" * 200,
    "照片.png": b"<html><script>alert(1)</script></html>",
    "说明.txt": b"MZ\x90\x00\x03\x00",
    "说明2.txt": b"<html><script>alert(1)</script></html>",
    "说明3.txt": b"  \n<svg onload=alert(1)>",
    "表.csv": b"\x7fELF\x02\x01\x01\x00",
    "方案.docx": papers.container(a_xml="x"),
    "方案2.docx": b"PK\x03\x04 broken",
    "宏.docx": papers.container(word__document_xml="<x/>", word__vbaProject_bin="x"),
    "宏.doc": papers.OLE + "_VBA_PROJECT".encode("utf-16-le"),
    "锁.docx": papers.OLE + "EncryptedPackage".encode("utf-16-le"),
    "锁.doc": papers.OLE + "EncryptedPackage".encode("utf-16-le"),
    "坏.pdf": b"%PDF-1.7 x",
}


RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def linked(kind, target, part="word__document_xml"):
    link = f"<Relationship Id='r1' Type='{RELATED}/{kind}' Target='{target}' TargetMode='External'/>"
    return papers.container(
        **{part: "<x/>", "word___rels__settings_xml.rels": f"<Relationships>{link}</Relationships>"}
    )


def upload(name, content):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("name", GOOD)
def test_what_offices_send_is_taken(name):
    assert why_not_keep(upload(name, GOOD[name])) == ""


@pytest.mark.parametrize("name", SECRET)
def test_a_mark_of_secrecy_is_refused_as_in_an_import(name):
    assert "密级" in why_not_keep(upload(name, SECRET[name]))


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_no_document_or_pretends_to_be_one_is_refused(name):
    sentence = why_not_keep(upload(name, FOREIGN[name]))
    assert name in sentence


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "http://elsewhere.example/page.dotm"),
        ("attachedTemplate", r"\\10.0.0.9\share\page.dotm"),
        ("attachedTemplate", r"file:///\\10.0.0.9\share\page.dotm"),
        ("attachedTemplate", "file:///%5C%5C10.0.0.9/share/page.dotm"),
        ("image", "https://elsewhere.example/1.png"),
        ("oleObject", "mhtml:http://elsewhere.example/x!x"),
        ("frame", "//elsewhere.example/x"),
    ],
)
def test_what_fetches_something_when_it_is_opened_is_refused(kind, target):
    assert "一打开就会从" in why_not_keep(upload("方案.docx", linked(kind, target)))


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "http://www.gov.cn/"),
        ("attachedTemplate", r"file:///C:\Users\zhou\Templates\公文.dotx"),
        ("attachedTemplate", "Normal.dotm"),
        ("externalLinkPath", r"\\10.0.0.9\share\台账.xlsx"),
    ],
)
def test_what_waits_for_a_click_or_is_the_writers_own_is_taken(kind, target):
    assert outside.why_not("方案.docx", linked(kind, target)) == ""


def test_the_file_can_still_be_read_after_the_look():
    file = upload("照片.png", papers.PNG)
    assert why_not_keep(file) == ""
    assert file.read() == papers.PNG


# --- At the doors ----------------------------------------------------------------------------------
@pytest.fixture
def owed(cast):  # noqa: F811
    return factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=10))


def report(as_, cast, owed, **files):  # noqa: F811
    entry = {"text": "已印发实施方案。", "percent": "80", "save": "1"} | files
    return as_(cast.liaison).post(reverse("obligation_action", args=[owed.pk, "report"]), entry)


@pytest.mark.parametrize("field", ["files", "seal"])
def test_the_page_of_the_matter_keeps_no_secret_and_no_program(cast, owed, as_, field):  # noqa: F811
    cast.chief.memberships.all().delete()  # so that the liaison is asked for a seal
    for name, content in (("方案.docx", SECRET["方案.docx"]), ("run.exe", FOREIGN["run.exe"])):
        answer = report(as_, cast, owed, **{field: upload(name, content)})
        assert answer.status_code == 422
        assert name in answer.content.decode()
    assert not Evidence.objects.exists()
    assert report(as_, cast, owed, **{field: upload("照片.png", papers.PNG)}).status_code == 302


def test_a_unit_fills_no_disk(cast, owed, as_, settings):  # noqa: F811
    """99 files in one post; four times 45 MB."""
    many = [upload(f"{n}.png", papers.PNG) for n in range(21)]
    assert "一次最多上传20个文件" in report(as_, cast, owed, files=many).content.decode()
    settings.EVIDENCE_FILES_A_DAY = 3
    for n in range(3):
        assert report(as_, cast, owed, files=upload(f"{n}.png", papers.PNG)).status_code == 302
    assert "今天已上传3个文件" in report(as_, cast, owed, files=upload("4.png", papers.PNG)).content.decode()
    settings.EVIDENCE_FILES_A_DAY = 100
    settings.EVIDENCE_BYTES_A_DAY = 4 * len(papers.PNG)
    assert report(as_, cast, owed, files=upload("4.png", papers.PNG)).status_code == 302
    assert "合计超过" in report(as_, cast, owed, files=upload("5.png", papers.PNG)).content.decode()


def test_what_was_brought_yesterday_or_by_another_unit_does_not_count(cast, owed, as_, settings):  # noqa: F811
    settings.EVIDENCE_FILES_A_DAY = 1
    assert report(as_, cast, owed, files=upload("1.png", papers.PNG)).status_code == 302
    other = factories.obligation(unit=cast.college, due_on=TODAY, task=owed.task)
    entry = {"text": "已办。", "percent": "80", "save": "1", "files": upload("1.png", papers.PNG)}
    assert (
        as_(cast.college_liaison)
        .post(reverse("obligation_action", args=[other.pk, "report"]), entry)
        .status_code
        == 302
    )
    for piece in Evidence.objects.all():
        Evidence.objects.filter(pk=piece.pk).update(uploaded_at=piece.uploaded_at - timedelta(days=1))
    assert report(as_, cast, owed, files=upload("2.png", papers.PNG)).status_code == 302
