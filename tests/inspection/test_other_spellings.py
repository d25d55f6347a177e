"""The same acts and marks, spelt as an attacker would to have them overlooked: in another encoding, behind blanks, with a comment
between, under a prefix, within quotation marks, in a table of yesterday."""

import pytest

from tests.inspection.test_active import RELATED, SHEETS, changed, field, formula, holding, word
from tests.inspection.test_active import SHEET as PLAIN_SHEET
from tests.inspection.test_active import WORD as PLAIN_WORD
from tests.support import papers
from tracker.inspection import active

WIDE = '<?xml version="1.0" encoding="UTF-16"?>'
MARKED = '<w:hdr xmlns:w="urn:x"><w:p><w:r><w:t>机密★1年</w:t></w:r></w:p></w:hdr>'
RUNS = '<w:ftr xmlns:w="urn:x">' + field("DDEAUTO c:/x /c calc") + "</w:ftr>"
PIPE = "cmd|'/c calc'!A0"
PRESS = "<p:sld xmlns:p='u' xmlns:a='v'><a:hlinkClick action='{}'/></p:sld>"


def header(content: str | bytes) -> bytes:
    return holding(PLAIN_WORD, "word/header9.xml", "header", content)


def external(content: str | bytes) -> bytes:
    return changed(PLAIN_SHEET, more={"xl/externalLinks/e1.xml": content})


def slide(content: str | bytes) -> bytes:
    return papers.container(ppt__presentation_xml="<x/>", ppt__slides__slide1_xml=content)


def narrow(text: str) -> bytes:
    return text.encode("utf-16-le")


LINKED = b"\x01\0\0\x02\x01\0\0\0\x02\0\0\0\0\0\0\0\x50\0\0\0"
ADDRESS = bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b")
BOOK = papers.OLE + narrow("Workbook\0")
DDE_LINK = f'<{{0}}externalLink xmlns{{1}}="{SHEETS[7:-1]}"><{{0}}ddeLink ddeService="cmd" ddeTopic="/c"/></{{0}}externalLink>'


def pictured(element: str) -> bytes:
    """With a link to elsewhere that is used by this element."""
    link = f'<Relationship Id="rId99" Type="{RELATED}/hyperlink" Target="http://e/1.png" TargetMode="External"/></Relationships>'
    rels = {"word/_rels/document.xml.rels": (b"</Relationships>", link.encode())}
    return changed(word(f'<w:p xmlns:r="{RELATED}">{element}</w:p>'), instead=rels)


def connection(facts: str, more: str) -> bytes:
    said = f'<connections xmlns:x15="u"><connection id="1" refreshOnLoad="1" {facts}>{more}</connection></connections>'
    return changed(PLAIN_SHEET, more={"xl/connections.xml": said})


def merged(words: str) -> bytes:
    said = (
        f'<w:settings xmlns:w="u"><w:mailMerge><w:connectString w:val="{words}"/></w:mailMerge></w:settings>'
    )
    return changed(PLAIN_WORD, more={"word/settings9.xml": said})


def pictured_from(where: str) -> bytes:
    link = f"<Relationship Id='r' Type='x/image' Target='{where}' TargetMode='External'/>"
    return changed(PLAIN_WORD, more={"word/_rels/h9.xml.rels": f"<Relationships>{link}</Relationships>"})


def pressed(action: int) -> bytes:
    return b"\0\0\xf3\x0f\x10\0\0\0" + b"\x05" * 8 + bytes([action]) + b"\0" * 7


SLIDES = papers.OLE + "PowerPoint Document".encode("utf-16-le")
FILM = b"\0\0\x04\x10\x08\0\0\0" + b"\x01\0\0\0\0\0\0\0" + b"\0\0\xba\x0f\x20\0\0\0"
HIDDEN = {
    "图片自称链接.docx": pictured('<a:blip xmlns:a="u" r:link="rId99"/>'),
    "旧图自称链接.docx": pictured('<v:imagedata xmlns:v="u" r:id="rId99"/>'),
    "宽字无标记.docx": header(narrow(WIDE + RUNS)),
    "宽字无标记二.docx": header((WIDE + RUNS).encode("utf-16-be")),
    "空格后.docx": header(" " * 300 + RUNS),
    "空行后.docx": header("\n" * 300 + RUNS),
    "宽字空格后.docx": header(narrow(" " * 300 + RUNS)),
    "自称宽字.docx": header(WIDE + RUNS),
    "少见编码.docx": header(f'<?xml version="1.0" encoding="IBM037"?>{RUNS}'),
    "图片不外引.docx": changed(
        PLAIN_WORD,
        more={"word/_rels/header9.xml.rels": "<Relationships><Relationship Id='r' Type='x/image' Target='http://e/1.png' TargetMode='External '/></Relationships>"},
    ),
    "引用套一层.docx": changed(
        PLAIN_WORD,
        more={"word/_rels/header9.xml.rels": "<Relationships><x><Relationship Id='r' Type='x/image' Target='http://e/1.png' TargetMode='External'/></x></Relationships>"},
    ),
    "密级宽字.docx": header(narrow(WIDE + MARKED)),
    "密级空格后.docx": header(" " * 300 + MARKED),
    "密级国标码.docx": header(f'<?xml version="1.0" encoding="GB18030"?>{MARKED}'.encode("gb18030")),
    "密级自称国标码.docx": header(b"\xef\xbb\xbf" + f'<?xml version="1.0" encoding="GB18030"?>{MARKED}'.encode()),
    "公式隔注.xlsx": formula("cmd<!-- -->|'/c calc'!A0"),
    "公式隔令.xlsx": formula("cmd<?x y?>|'/c calc'!A0"),
    "公式引号程序.xlsx": formula("'cmd'|'/c calc'!A0"),
    "公式空格.xlsx": formula("cmd |'/c calc'!A0"),
    "公式引号话题.xlsx": formula("cmd|'/c &quot;x!'!A0"),
    "公式前有文字.xlsx": formula(f"IF(A1=&quot;|&quot;,{PIPE},0)"),
    "公式前缀.xlsx": changed(PLAIN_SHEET, more={"xl/worksheets/s9.xml": f'<a.b:x xmlns:a.b="u"><a.b:f>{PIPE}</a.b:f></a.b:x>'}),
    "公式汉字前缀.xlsx": changed(PLAIN_SHEET, more={"xl/worksheets/s9.xml": f'<表:x xmlns:表="u"><表:f>{PIPE}</表:f></表:x>'}),
    "公式宽字.xlsx": changed(PLAIN_SHEET, more={"xl/worksheets/s9.xml": narrow(f"{WIDE}<x><f>{PIPE}</f></x>")}),
    "名称.xlsx": changed(PLAIN_SHEET, more={"xl/w.xml": f'<x><definedName name="x">{PIPE}</definedName></x>'}),
    "条件格式.xlsx": changed(PLAIN_SHEET, more={"xl/w.xml": '<x><formula>_xlfn.WEBSERVICE("http://e")=1</formula></x>'}),
    "数据验证.xlsx": changed(PLAIN_SHEET, more={"xl/w.xml": '<x><formula1>_xlfn.WEBSERVICE("http://e")</formula1></x>'}),
    "联结前缀.xlsx": external(DDE_LINK.format("a-b:", ":a-b")),
    "联结宽字.xlsx": external(narrow(WIDE + DDE_LINK.format("", ""))),
    "动作换写法.pptx": slide(PRESS.format("ppaction&#58;//program")),
    "动作宽字.pptx": slide(narrow(WIDE + PRESS.format("ppaction://program"))),
    "动作前缀.pptx": slide('<x xmlns:a-b="u"><a-b:hlinkMouseOver/></x>'),
    "函数里.csv": f'a,"=IF(1,{PIPE},0)"\n'.encode(),
    "函数里分号.csv": f"a,=IF(1;{PIPE};0)\n".encode(),
    "函数里取数.csv": b'a,"=IF(1,WEBSERVICE(""http://e""),0)"\n',
    "引号里换行.csv": f'a,"=\n{PIPE}"\n'.encode(),
    "引号里先换行.csv": f'a,"\n=1+{PIPE}"\n'.encode(),
    "引号里制表.csv": f'a,"=1+\t{PIPE}"\n'.encode(),
    "另定分隔.csv": f"sep=^\na^={PIPE}\n".encode(),
    "旧表联结.xls": BOOK + b"\xae\x01\x10\0\0\0\x0b\0\0cmd\x03/C calc#\0",
    "旧表联结宽字.xls": BOOK + b"\xae\x01\x1a\0\0\0\x0b\0\x01" + narrow("cmd\x03/C calc"),
    "旧表取数.xls": BOOK + b"\x23\0\x18\0" + b"\0" * 6 + b"\x10\0_xlfn.WEBSERVICE",
    "旧表外部数据.xls": BOOK + b"\x76\x08\x20\0\x76\x08\0\0",
    "旧联结对象.doc": papers.OLE + narrow("\x01Ole\0") + LINKED + ADDRESS,
    "旧联结共享.doc": papers.OLE + narrow("\x01Ole\0") + LINKED + bytes.fromhex("0303000000000000c000000000000046") + b"\0\0\x09\0\0\0\\\\e\\x.doc",
    "联结对象.docx": holding(PLAIN_WORD, "word/embeddings/o.bin", "oleObject", papers.OLE + narrow("\x01OLE\0") + LINKED + ADDRESS),
    "旧控件.doc": papers.OLE + narrow("\x03OCXNAME"),
    "函数名当参数.xlsx": formula("_xlfn.MAP(A1,_xleta.WEBSERVICE)"),
    "函数名当参数二.xlsx": formula("_xlfn.MAP(A1,_xleta.IMAGE)"),
    "函数名当参数.csv": b"a,1\n=MAP(A1,WEBSERVICE),1\n",
    "函数名当参数二.csv": b'a,1\n"=LET(f,IMAGE,f(A1))",1\n',
    "数据模型.xlsx": connection("", '<x15:connection id=""><x15:oledbPr connection="Data Source=e"/></x15:connection>'),
    "数据模型二.xlsx": connection("", '<x15:dataFeedPr connection="Data Source=http://e/"/>'),
    "联结文件.xlsx": connection('type="5" odcFile="\\\\e\\s\\a.odc"', ""),
    "联结数据库.xlsx": connection('type="1" sourceFile="http://e/a.mdb"', ""),
    "邮件合并.docx": merged("Driver=SQL Server;Server=e.example"),
    "邮件合并二.docx": merged("\\\\e\\s\\a.udl"),
    "邮件合并三.docx": merged("Provider=MSOLEDBSQL;Data Source=e"),
    "系统路径.docx": pictured_from("\\??\\UNC\\e\\s\\a.png"),
    "旧幻灯片程序.ppt": SLIDES + pressed(2),
    "旧幻灯片宏.dps": SLIDES + pressed(1),
    "旧幻灯片影片.ppt": SLIDES + FILM + narrow("\\\\e\\s\\a.avi"),
    "旧幻灯片影片二.ppt": SLIDES + FILM + narrow("http://e/a.avi"),
    "旧宏小写.doc": papers.OLE + narrow("_vba_project"),
}  # fmt: skip
COMMON = {
    "邮件合并.docx": merged("Provider=Microsoft.ACE.OLEDB.12.0;Data Source=C:\\名单.xlsx;Mode=Read;"),
    "图像.csv": b"-1,image,x\n-2,(image),map\n",
    "旧幻灯片翻页.ppt": SLIDES + pressed(3),
    "旧幻灯片影片.ppt": SLIDES + FILM + narrow("C:\\a.avi"),
    "链接.docx": pictured('<w:hyperlink r:id="rId99"/><a:hlinkClick xmlns:a="u" r:id="rId99"/>'),
    "页眉.docx": header(narrow(WIDE + MARKED.replace("机密★1年", "某某工作简报"))),
    "注.docx": word("<!-- WPS --><w:p/>"),
    "表名有竖线.xlsx": formula("'甲|乙'!A1&amp;&quot;!&quot;"),
    "文字有竖线.xlsx": formula('"a|b!"&amp;A1'),
    "打印区.xlsx": changed(PLAIN_SHEET, more={"xl/w.xml": "<x><definedName name='_xlnm.Print_Area'>表!$A$1:$C$9</definedName></x>"}),
    "旧图.xlsx": changed(PLAIN_SHEET, more={"xl/drawings/vmlDrawing1.vml": "<xml><!-- --><br><v:shape/></xml>"}),
    "进展.csv": '单位,说明\n市发改委,"已完成：甲|乙，很好!"\n市教体局,-5%\n'.encode(),
    "sep.csv": "sep=;\n单位;比例\n甲;-5%\n".encode(),
    "旧表外部文件.xls": BOOK + b"\xae\x01\x10\0\x01\0\x0b\0\0\x01\x01C\x03a\x03b.xls",
    "旧表链接.xls": BOOK + ADDRESS,
    "旧文档对象.doc": papers.OLE + narrow("\x01Ole\0") + LINKED.replace(b"\x02\x01", b"\x02\0", 1) + ADDRESS,
}  # fmt: skip


@pytest.mark.parametrize("name", HIDDEN)
def test_no_spelling_hides_what_runs_asks_or_is_marked(name):
    assert name in active.why_not(name, HIDDEN[name])


@pytest.mark.parametrize("name", COMMON)
def test_what_looks_alike_and_is_harmless_is_taken(name):
    assert active.why_not(name, COMMON[name]) == ""
