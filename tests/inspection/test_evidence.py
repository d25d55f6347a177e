"""What a unit may hand in as evidence, and what is refused at the door, at both doors."""

import io
import zipfile
import zlib
from datetime import timedelta

import docx
import openpyxl
import openpyxl.comments
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import factories
from tests.factories import TODAY
from tests.support import papers
from tests.web.conftest import as_, cast  # noqa: F401  (fixtures)
from tracker.inspection import active, why_not_keep
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


def with_parts(content: bytes, **parts: str) -> bytes:
    """A real file with more parts in it, named as `papers.container` names them."""
    added = zipfile.ZipFile(io.BytesIO(papers.container(**parts)))
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        for name in added.namelist():
            archive.writestr(name, added.read(name))
    return out.getvalue()


def foot(words: str) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph(LONG)
    document.sections[0].footer.paragraphs[0].text = words
    document.save(out)
    return out.getvalue()


def titled(words: str) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph(LONG)
    document.core_properties.title = words
    document.save(out)
    return out.getvalue()


def noted(words: str) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["单位", "进展"])
    book.active["A1"].comment = openpyxl.comments.Comment(words, "x")
    book.save(out)
    return out.getvalue()


def pdf_titled(words: str, how: str) -> bytes:
    said = ("\ufeff" + words).encode("utf-16-be")
    spelt = {
        "plain": b"(" + said + b")",
        "octal": b"(" + b"".join(b"\\%03o" % one for one in said) + b")",
        "hexadecimal": b"<" + said.hex().encode() + b">",
    }[how]
    return papers.pdf(LONG) + b"\n90 0 obj\n<</Title " + spelt + b">>\nendobj\n"


def beside_the_picture(words: str) -> bytes:
    said = b"Title\0\0\0zh\0\0" + words.encode()
    chunk = len(said).to_bytes(4, "big") + b"iTXt" + said + zlib.crc32(b"iTXt" + said).to_bytes(4, "big")
    return papers.PNG[:33] + chunk + papers.PNG[33:]


INVOICE = {
    "OFD_xml": "<x/>",
    "Doc_0__Attachs__Attachments_xml": "<Attachments><Attachment><FileLoc>/Doc_0/Attachs/a.xml</FileLoc></Attachment></Attachments>",
    "Doc_0__Attachs__a_xml": "<eInvoice>{}</eInvoice>",
}
GOOD = {
    "发票.ofd": filled(INVOICE, "1200.00"),
    "页脚.docx": foot("涉及商业秘密的，依法保护。"),
    "属性.docx": titled("保守国家秘密"),
    "标题.pdf": pdf_titled("保密工作", "plain"),
    "照片二.png": beside_the_picture("保密工作"),
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
    # What no page shows, or not where a page is read.
    "发票.ofd": filled(INVOICE, "机密★1年"),
    "说明.ofd": filled({"OFD_xml": '<OFD><CustomData Name="密级">{}</CustomData></OFD>'}, "机密"),
    "页脚.docx": foot("机密★10年"),
    "属性.docx": titled("机密★10年"),
    "属性二.docx": titled("机密"),
    "密级.docx": with_parts(
        papers.word(LONG),
        docProps__custom_xml='<Properties><property name="密级"><v>秘密</v></property></Properties>',
    ),
    "图表.docx": with_parts(papers.word(LONG), word__charts__c_xml="<c><p><t>机密</t><t>★10年</t></p></c>"),
    "替代.docx": with_parts(papers.word(LONG), word__x_xml='<x descr="机密★10年"/>'),
    "实体.docx": with_parts(papers.word(LONG), word__x_xml="<x>&#26426;&#23494;&#9733;</x>"),
    "删去.docx": with_parts(papers.word(LONG), word__x_xml="<p><del><delText>绝密★</delText></del></p>"),
    "内嵌.docx": with_parts(papers.word(LONG), word__embeddings__e_bin=papers.word("机密★10年", LONG)),
    "批注.xlsx": noted("机密★10年"),
    "文本框.xlsx": with_parts(papers.sheet(["单位"]), xl__drawings__d_xml="<x><t>机密★10年</t></x>"),
    "图.pptx": papers.container(ppt__presentation_xml='<x descr="机密★10年"/>'),
    "远行.csv": ("序号,任务\n" + "1,x\n" * 30 + "1,机密★10年\n").encode(),
    "标题.pdf": pdf_titled("机密★10年", "plain"),
    "标题二.pdf": pdf_titled("秘密 ★1年", "octal"),
    "标题三.pdf": pdf_titled("绝密★", "hexadecimal"),
    "照片.png": beside_the_picture("机密★10年"),
    "旧五.doc": papers.OLE + "标题 机密★10年".encode(),
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
    "表二.csv": b"ID;PWXL;N;E\nC;X1;Y1;E=cmd|'/c calc'!A0\nE",
    "图.bmp": b"BM<script>alert(1)</script>",
    "说明4.txt": b"<!-- --><html><script>alert(1)</script>",
    "信.doc": papers.OLE + "__substg1.0_0037001F".encode("utf-16-le"),
    "装.doc": papers.OLE + b"\x84\x10\x0c\0\0\0\0\0\xc0\0\0\0\0\0\0\x46",
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
    assert active.why_not("方案.docx", linked(kind, target)) == ""


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
