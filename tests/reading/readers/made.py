"""Files made by hand, part by part, with just the markup that a test is about."""

import io
import zipfile

from tracker.reading.blocks import Paragraph, Table
from tracker.reading.readers import read_here

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def unzipped(data):
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {info.filename: archive.read(info.filename) for info in archive.infolist()}


def relations(links):
    """`links`: id -> (last word of the type, target)."""
    rows = "".join(
        f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{to}"/>' for i, (kind, to) in links.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def content_types(main, content):
    return f'<Types xmlns="{_PACKAGE}/content-types"><Override PartName="/{main}" ContentType="{content}"/></Types>'


def word(body, *, styles="", numbering="", main="word/document.xml", links=None, parts=None):
    """A Word document with this body. `links` and `parts` are further relationships and parts."""
    folder, name = main.rsplit("/", 1)
    all_links = {"s": ("styles", "styles.xml"), "n": ("numbering", "numbering.xml")} | (links or {})
    return zipped(
        {
            "[Content_Types].xml": content_types(main, WORD_MAIN),
            "_rels/.rels": relations({"d": ("officeDocument", main)}),
            main: f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
            f"{folder}/_rels/{name}.rels": relations(all_links),
            f"{folder}/styles.xml": f"<w:styles {_SPACES}>{styles}</w:styles>",
            f"{folder}/numbering.xml": f"<w:numbering {_SPACES}>{numbering}</w:numbering>",
        }
        | (parts or {})
    )


def noted(tag, body):
    return f"<w:{tag} {_SPACES}>{body}</w:{tag}>"


def p(*runs, properties=""):
    return (
        f"<w:p><w:pPr>{properties}</w:pPr>{''.join(r if r.startswith('<') else run(r) for r in runs)}</w:p>"
    )


def run(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def blocks(data, name):
    return read_here(data, name).blocks


def lines(data, name="文件.docx"):
    """Texts of the paragraphs, text boxes and notes too."""
    return [block.text for block in blocks(data, name) if isinstance(block, Paragraph)]


def tables(data, name):
    return [block for block in blocks(data, name) if isinstance(block, Table)]


def rows(data, name):
    return tables(data, name)[0].rows


def warnings(data, name):
    return "".join(read_here(data, name).warnings)
