"""Word documents are read as their pages show them."""

import pytest

from tests.reading.readers.made import (
    lines,
    noted,
    p,
    relations,
    run,
    tables,
    unzipped,
    warnings,
    word,
    zipped,
)
from tracker.reading.blocks import BOX, NOTE, TEXT
from tracker.reading.readers import UnreadableDocument, read_here

SHOWN = "一、推进改革工作。"
HIDDEN = "看不见的字"


def style(style_id, *, based="", kind="paragraph", paragraph="", character="", default=""):
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{style_id}" {default}><w:name w:val="{style_id}"/>{base}'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{character}</w:rPr></w:style>"
    )


def field(code, result="", *, separated=True):
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    middle = mark.format("separate") + run(result) if separated else ""
    return (
        mark.format("begin") + f"<w:r><w:instrText>{code}</w:instrText></w:r>" + middle + mark.format("end")
    )


def ruby(above, base):
    return f"<w:r><w:ruby><w:rt>{run(above)}</w:rt><w:rubyBase>{run(base)}</w:rubyBase></w:ruby></w:r>"


def control(content, *, placeholder=True):
    mark = "<w:showingPlcHdr/>" if placeholder else ""
    return f"<w:sdt><w:sdtPr>{mark}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def box(*texts):
    inner = "".join(p(t) for t in texts)
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor><wps:txbx><w:txbxContent>"
        f"{inner}</w:txbxContent></wps:txbx></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        f"<w:txbxContent>{inner}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


UNSEEN = {
    "hidden directly": run(HIDDEN, "<w:vanish/>"),
    "hidden by a character style": run(HIDDEN, '<w:rStyle w:val="ghost"/>'),
    "hidden by a style the style is based on": run(HIDDEN, '<w:rStyle w:val="ghostly"/>'),
    "struck out": run(HIDDEN, "<w:strike/>"),
    "struck out twice": run(HIDDEN, '<w:dstrike w:val="1"/>'),
    "deleted": f"<w:del>{run(HIDDEN)}</w:del>",
    "moved away": f"<w:moveFrom>{run(HIDDEN)}</w:moveFrom>",
    "a placeholder": control(run(HIDDEN)),
    "a reading above a character": ruby(HIDDEN, ""),
    "the code of a field": field(HIDDEN),
    "a field within a code": field(f"IF {field('X', HIDDEN)} = 1"),
    "code written as text": f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{run(HIDDEN)}<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    "hidden in a link": f"<w:hyperlink>{run(HIDDEN, '<w:vanish/>')}</w:hyperlink>",
    "a comment": '<w:r><w:annotationRef/></w:r><w:commentRangeStart w:id="1"/>',
    "soft hyphens and zero-width characters": run("\u200b\u00ad\ufeff"),
}
STYLES = style("ghost", kind="character", character="<w:vanish/>") + style(
    "ghostly", kind="character", based="ghost"
)


@pytest.mark.parametrize("unseen", UNSEEN.values(), ids=UNSEEN)
def test_what_is_not_shown_is_not_read(unseen):
    assert lines(word(p(run("一、推进"), unseen, run("改革工作。")), styles=STYLES)) == [SHOWN]


SEEN = {
    "inserted": f"<w:ins>{run('改革')}</w:ins>",
    "moved here": f"<w:moveTo>{run('改革')}</w:moveTo>",
    "a link": f"<w:hyperlink>{run('改革')}</w:hyperlink>",
    "a form field filled in": control(run("改革"), placeholder=False),
    "a field's result": field("REF x", "改革"),
    "a simple field": f'<w:fldSimple w:instr="REF x">{run("改革")}</w:fldSimple>',
    "below a reading": ruby("gǎi", "改") + run("革"),
    "below a reading drawn by a formula": field(r"EQ \* jc2 \* hps10 \o\ad(\s\up 9(gǎi),改)", separated=False) + run("革"),
    "shown against its style": run("改革", '<w:rStyle w:val="ghost"/><w:vanish w:val="0"/>'),
    "not struck out": run("改革", '<w:strike w:val="false"/>'),
    "a smart tag": f"<w:smartTag>{run('改革')}</w:smartTag>",
    "the choice of a list": '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="工程"/>'
    '<w:listEntry w:val="改革"/></w:ddList></w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
    "the newer of two forms": "<mc:AlternateContent><mc:Choice Requires='w14'>" + run("改革") + "</mc:Choice><mc:Fallback>"
    + run("工程") + "</mc:Fallback></mc:AlternateContent>",
}  # fmt: skip


@pytest.mark.parametrize("seen", SEEN.values(), ids=SEEN)
def test_what_is_shown_is_read(seen):
    assert lines(word(p(run("一、推进"), seen, run("工作。")), styles=STYLES)) == [SHOWN]


def test_numbers_in_circles_that_a_formula_draws():
    assert lines(word(p(field(r"EQ \o\ac(○,3)", separated=False), "推进"))) == ["③推进"]


def test_a_hidden_paragraph_style_hides_and_a_run_may_show_itself():
    styles = style("note", character="<w:vanish/>") + style("notes", based="note")
    body = p(SHOWN) + p(HIDDEN, properties='<w:pStyle w:val="notes"/>') + p("二、加强监督。")
    assert lines(word(body, styles=styles)) == [SHOWN, "二、加强监督。"]


def test_switches_of_two_styles_cancel_each_other():
    styles = style("note", character="<w:vanish/>") + STYLES
    body = p(
        run(SHOWN, '<w:rStyle w:val="ghost"/>'),
        properties='<w:pStyle w:val="note"/><w:rPr><w:vanish w:val="0"/></w:rPr>',
    )
    assert lines(word(body, styles=styles)) == [SHOWN]


@pytest.mark.parametrize("mark", ["<w:vanish/>", "<w:del/>"], ids=["hidden", "deleted"])
def test_paragraphs_run_together_where_the_mark_between_them_is_gone(mark):
    assert lines(word(p("一、推进", properties=f"<w:rPr>{mark}</w:rPr>") + p("改革工作。") + p("二、"))) == [
        SHOWN,
        "二、",
    ]


def test_text_boxes_stand_by_themselves_and_only_once():
    found = read_here(word(p(box("联系人：刘敏", "电话：123"), SHOWN) + p("二、")), "a.docx").blocks
    assert [(b.text, b.kind) for b in found] == [
        (SHOWN, TEXT),
        ("联系人：刘敏", BOX),
        ("电话：123", BOX),
        ("二、", TEXT),
    ]


@pytest.mark.parametrize("tag", ["pict", "object"])
def test_boxes_of_older_programs(tag):
    old = f"<w:r><w:{tag}><v:shape><v:textbox><w:txbxContent>{p('盒子')}</w:txbxContent></v:textbox></v:shape></w:{tag}></w:r>"
    assert lines(word(p(SHOWN, old))) == [SHOWN, "盒子"]


def test_a_box_in_a_cell_stands_after_the_table():
    table = f"<w:tbl><w:tr><w:tc>{p('任务', box('盒子'))}</w:tc><w:tc>{p('单位')}</w:tc></w:tr></w:tbl>"
    found = read_here(word(table), "a.docx").blocks
    assert found[0].rows == [["任务", "单位"]] and (found[1].text, found[1].kind) == ("盒子", BOX)


def test_foot_and_end_notes_are_notes():
    links = {"f": ("footnotes", "footnotes.xml"), "e": ("endnotes", "endnotes.xml")}
    note = (
        '<w:footnote w:id="1">'
        + p("见附件。")
        + '</w:footnote><w:footnote w:type="separator">'
        + p("—")
        + "</w:footnote>"
    )
    parts = {
        "word/footnotes.xml": noted("footnotes", note),
        "word/endnotes.xml": noted("endnotes", f"<w:endnote>{p('完')}</w:endnote>"),
    }
    found = read_here(word(p(SHOWN), links=links, parts=parts), "a.docx").blocks
    assert [(b.text, b.kind) for b in found] == [(SHOWN, TEXT), ("见附件。", NOTE), ("完", NOTE)]


def test_a_table_of_contents_is_no_text():
    contents = (
        p('<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>TOC \\o "1-3"</w:instrText><w:fldChar w:fldCharType="separate"/></w:r>', "一、推进改革\t1")
        + p("二、加强监督 12", '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    )  # fmt: skip
    assert lines(word(contents + p(SHOWN))) == [SHOWN]


def test_a_field_that_never_ends_hides_nothing():
    assert lines(word(p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>') + p(SHOWN))) == [SHOWN]


# --- Tables ----------------------------------------------------------------------------------------
def row(*cells, properties=""):
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def cell(text, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def test_rows_and_cells_that_are_hidden_or_deleted():
    body = "<w:tbl>{}</w:tbl>".format(
        row(cell("任务"), cell("单位"))
        + row(cell(HIDDEN), cell(HIDDEN), properties="<w:hidden/>")
        + row(cell(HIDDEN), cell(HIDDEN), properties='<w:del w:id="1"/>')
        + row(cell("公布目录"), cell(HIDDEN, '<w:cellDel w:id="2"/>'), cell("市司法局"))
    )
    assert tables(word(body), "a.docx")[0].rows == [["任务", "单位"], ["公布目录", "市司法局"]]


def test_rows_and_cells_in_controls_are_read_and_placeholders_stay_empty_cells():
    body = "<w:tbl>{}</w:tbl>".format(
        row(cell("任务"), cell("单位"))
        + control(row(cell("公布目录"), control(cell("单击此处输入"))), placeholder=False)
    )
    assert tables(word(body), "a.docx")[0].rows == [["任务", "单位"], ["公布目录", ""]]


def test_areas_merged_over_rows_and_columns():
    body = "<w:tbl>{}</w:tbl>".format(
        row(cell("甲", '<w:vMerge w:val="restart"/>'), cell("乙", '<w:gridSpan w:val="2"/>'))
        + row(cell("", "<w:vMerge/>"), cell("丙"), cell("丁"))
        + row(cell("戊"), cell("己"), properties='<w:gridBefore w:val="1"/>')
    )
    table = tables(word(body), "a.docx")[0]
    assert table.rows == [["甲", "乙", ""], ["", "丙", "丁"], ["", "戊", "己"]]
    assert sorted(table.merges) == [(0, 0, 1, 0), (0, 1, 0, 2)]


def test_a_table_in_a_cell_gives_its_lines():
    inner = f"<w:tbl>{row(cell('市司法局'))}{row(cell('市财政局'))}</w:tbl>"
    body = "<w:tbl>{}</w:tbl>".format(row(cell("单位"), f"<w:tc>{inner}{p()}</w:tc>"))
    assert tables(word(body), "a.docx")[0].rows == [["单位", "市司法局\n市财政局"]]


# --- Files -----------------------------------------------------------------------------------------
def strict(data):
    """The same file as programs write it that keep to the strict standard."""
    swap = (
        (b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", b"http://purl.oclc.org/ooxml/wordprocessingml/main"),
        (b"http://schemas.openxmlformats.org/officeDocument/2006/relationships", b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
    )  # fmt: skip
    parts = unzipped(data)
    for old, new in swap:
        parts = {name: content.replace(old, new) for name, content in parts.items()}
    return zipped(parts)


def prefixed(data):
    parts = unzipped(data)
    parts["word/document.xml"] = (
        parts["word/document.xml"]
        .replace(b"<w:", b"<x:")
        .replace(b"</w:", b"</x:")
        .replace(b"xmlns:w=", b"xmlns:x=")
    )
    return zipped(parts)


def utf16(data):
    parts = unzipped(data)
    text = '<?xml version="1.0" encoding="UTF-16"?>' + parts["word/document.xml"].decode()
    return zipped(parts | {"word/document.xml": text.encode("utf-16")})


FORMS = {
    "as usual": word(p(SHOWN)),
    "strict": strict(word(p(SHOWN))),
    "another prefix": prefixed(word(p(SHOWN))),
    "UTF-16": utf16(word(p(SHOWN))),
    "main part elsewhere": word(p(SHOWN), main="text/body.xml"),
    "main part with another ending": word(p(SHOWN), main="word/document2.dat"),
    "names in capitals": zipped({n.replace("word/document.xml", "Word/Document.xml"): d for n, d in unzipped(word(p(SHOWN))).items()}),
    "only the main part": zipped({"word/document.xml": unzipped(word(p(SHOWN)))["word/document.xml"]}),
}  # fmt: skip


@pytest.mark.parametrize("data", FORMS.values(), ids=FORMS)
def test_the_same_words_in_every_form_of_the_container(data):
    assert lines(data) == [SHOWN]


CHUNKS = {
    "html": ("c.html", f"<html><body><p>{SHOWN}</p></body></html>".encode()),
    "txt": ("c.txt", SHOWN.encode()),
    "docx": ("c.docx", word(p(SHOWN))),
    "mht": ("c.mht", b'MIME-Version: 1.0\nContent-Type: text/html; charset="utf-8"\nContent-Transfer-Encoding: 8bit\n\n<html><body><p>'
            + SHOWN.encode() + b"</p></body></html>"),
}  # fmt: skip


def with_chunk(name, content):
    return word(
        p("方案") + '<w:altChunk r:id="c"/>', links={"c": ("aFChunk", name)}, parts={f"word/{name}": content}
    )


@pytest.mark.parametrize("chunk", CHUNKS)
def test_documents_within_a_document_are_read(chunk):
    assert lines(with_chunk(*CHUNKS[chunk])) == ["方案", SHOWN]


def test_a_chunk_that_nobody_can_read_is_told():
    assert "嵌有" in warnings(with_chunk("c.rtf", b"{\\rtf1 x}"), "a.docx")


def test_documents_that_hold_one_another_end_somewhere():
    data = word(p(SHOWN))
    for _ in range(5):
        data = with_chunk("c.docx", data)
    assert lines(data) == ["方案", "方案", "方案"] and "嵌有" in warnings(data, "a.docx")


def picture(centimetres):
    size = int(centimetres * 360_000)
    return f'<w:r><w:drawing><wp:inline><wp:extent cx="{size}" cy="{size}"/><a:blip r:embed="x"/></wp:inline></w:drawing></w:r>'


def test_pictures_that_may_hold_text_are_told_and_small_ones_are_not():
    assert "1张较大的图片" in warnings(word(p(SHOWN, picture(8))), "a.docx")
    assert warnings(word(p(SHOWN, picture(1))), "a.docx") == ""


def test_diagrams_and_charts_are_told():
    links = {"d": ("diagramData", "diagrams/data1.xml"), "c": ("chart", "charts/chart1.xml")}
    said = warnings(word(p(SHOWN), links=links), "a.docx")
    assert "图示" in said and "图表" in said


def test_a_mark_in_a_page_header_is_seen():
    parts = {"word/top.xml": noted("hdr", p("机密★1年"))}
    with pytest.raises(UnreadableDocument, match="密级"):
        read_here(word(p(SHOWN), links={"h": ("header", "top.xml")}, parts=parts), "a.docx")


def test_external_parts_are_not_fetched():
    external = relations({"c": ("aFChunk", "http://example.com/x.html")}).replace(
        "/>", ' TargetMode="External"/>'
    )
    data = zipped(
        unzipped(word(p(SHOWN) + '<w:altChunk r:id="c"/>')) | {"word/_rels/document.xml.rels": external}
    )
    assert lines(data) == [SHOWN] and "嵌有" in warnings(data, "a.docx")
