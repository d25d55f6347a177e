"""An office's own Word page: placeholders in it are filled in as text, a wrong one is named, and a signed letter keeps its page."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from docx import Document as new_docx
from docx.oxml import OxmlElement

from tests import factories
from tests.factories import TODAY
from tracker.actions.wordings import end_template
from tracker.desk.templates import take_template
from tracker.domain.actor import Actor
from tracker.domain.files import store
from tracker.domain.refusal import Refused
from tracker.models import Dispatch, LetterTemplate
from tracker.papers import paper_of
from tracker.papers.letters import letter_document
from tracker.papers.word_template import from_template, preview, sample, why_not_template


def word(*paragraphs, cell="", header=""):
    """A Word file; a paragraph given as a tuple is cut into such runs."""
    docx = new_docx()
    for paragraph in paragraphs:
        made = docx.add_paragraph()
        for run in (paragraph,) if isinstance(paragraph, str) else paragraph:
            made.add_run(run)
    if cell:
        docx.add_table(rows=1, cols=1).cell(0, 0).text = cell
    if header:
        docx.sections[0].header.paragraphs[0].text = header
    out = BytesIO()
    docx.save(out)
    return out.getvalue()


def lines(content):
    docx = new_docx(BytesIO(content))
    return [p.text for p in docx.paragraphs] + [c.text for t in docx.tables for r in t.rows for c in r.cells]


GOOD = word(
    ("《{标", "题}》", "号：{文号}"),
    "{主送}：",
    "{正文}",
    "{落款}　{日期}",
    cell="抄送：{抄送}",
    header="{落款}文件",
)


def test_what_a_letter_says_stands_in_the_offices_own_page():
    found = lines(from_template(GOOD, sample()))
    assert found[0] == "《关于限期办结的督办单》号：景法督〔2025〕3号"
    assert found[1:5] == ["市发改委：", "你单位承担的“修订实施方案”应于2025年11月28日前办结，至今未报送。", "请抓紧办理。",
                          "市司法局　2025年12月3日"]  # fmt: skip
    assert found[-1] == "抄送：市政府分管领导"
    assert (
        new_docx(BytesIO(from_template(GOOD, sample()))).sections[0].header.paragraphs[0].text
        == "市司法局文件"
    )
    assert "请抓紧办理。" in preview(GOOD)


def with_fields(*instructions):
    docx = new_docx(BytesIO(word("{正文}")))
    for instruction in instructions:
        run = docx.add_paragraph().add_run()._r
        for tag, text in (("fldChar", ""), *(("instrText", part) for part in instruction), ("fldChar", "")):
            element = OxmlElement(f"w:{tag}")
            element.text = text
            run.append(element)
    out = BytesIO()
    docx.save(out)
    return out.getvalue()


def with_link(kind, target):
    docx = new_docx(BytesIO(word("{正文}")))
    docx.part.relate_to(target, f"http://x/relationships/{kind}", is_external=True)
    out = BytesIO()
    docx.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        with_fields([' INCLUDEPICTURE "http://elsewhere.example/1.png" ']),
        with_fields(["PAGE"], ["DDE", "AUTO cmd"]),
        with_link("image", "file:///etc/passwd"),
        with_link("oleObject", r"C:\x.xlsx"),
    ],
)
def test_a_page_brings_nothing_but_words_and_its_own_pictures(content):
    assert "只能有文字、表格" in why_not_template(content)


def test_a_page_may_count_its_pages_and_link():
    assert why_not_template(with_fields(["PAGE"], [' HYPERLINK "http://www.gov.cn/link/x" '])) == ""
    assert why_not_template(with_link("hyperlink", "http://www.gov.cn/")) == ""


def test_a_cell_that_says_to_be_twenty_million_columns_wide_keeps_nobody_waiting():
    docx = new_docx(BytesIO(word("{正文}")))
    rows = docx.add_table(rows=1200, cols=1).rows._parent._tbl.tr_lst
    for row in rows:
        row.tc_lst[0].vMerge = "restart" if row is rows[0] else "continue"
    rows[0].tc_lst[0].grid_span = 20_000_000
    out = BytesIO()
    docx.save(out)
    assert why_not_template(out.getvalue()) == ""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no docx", "不是可以打开的 Word 文件"),
        (word("{标题}"), "没有“{正文}”"),
        (word("{正文}", "编号{编号}"), "“编号{编号}”里的“{编号}”不是可用的占位符"),
        (word("{正文}", cell="{{ config }}"), "不是可用的占位符|没有成对"),
        (word("内容：{正文}"), "单独成段"),
        (word("x", cell="{正文}"), "单独成段"),
        (word("{正文}", "{标题"), "没有成对"),
        (word("{正文}", header="{机关}"), "{机关}"),
        (
            word("{正文}", "{编号}和{密级}", header="{机关}"),
            "有3个占位符不能用：.*{编号}.*{密级}.*{机关}.*可以用：{标题}",
        ),
    ],
)
def test_a_wrong_placeholder_is_named(content, said):
    assert why_not_template(GOOD) == ""
    with pytest.raises(AssertionError, match=said):
        raise AssertionError(why_not_template(content))


def take(cast, content=GOOD, name="督办单.docx", by=None):
    upload = SimpleUploadedFile(name, content)
    return take_template(
        office=cast.office, kind="order", upload=upload, by=Actor.of(by or cast.officer, TODAY)
    )


def test_a_letter_is_written_on_it_from_the_day_it_is_taken_and_keeps_the_page_of_its_signing(cast):
    letter = factories.dispatch(office=cast.office, units=(cast.bureau,))
    assert not any(line.startswith("《") for line in lines(paper_of(letter).content))
    first = take(cast)
    assert lines(paper_of(letter).content)[0].startswith(f"《{letter.title}》")
    signed_at = timezone.now()
    Dispatch.objects.filter(pk=letter.pk).update(
        state="signed", number="景法督〔2025〕3号", number_year=2025, number_seq=3, signed_by=cast.head,
        signed_on=TODAY, signed_at=signed_at,
    )  # fmt: skip
    second = take(cast, word("新版式", "{正文}"))
    first.refresh_from_db()
    assert first.ended_at and not second.ended_at
    letter.refresh_from_db()
    assert lines(paper_of(letter).content)[0] == f"《{letter.title}》号：景法督〔2025〕3号"
    other = factories.dispatch(office=cast.office, units=(cast.bureau,))
    assert lines(paper_of(other).content)[0] == "新版式"
    end_template(template=second, by=Actor.of(cast.head, TODAY))
    assert lines(paper_of(other).content)[0] != "新版式"
    LetterTemplate.objects.filter(pk=first.pk).update(
        sha256="0" * 64
    )  # somebody has put another file in its place
    assert not lines(paper_of(letter).content)[0].startswith("《")
    assert first.taken_at <= signed_at < timezone.now() + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("督办单.doc", GOOD, "docx"),
        ("x.docx", b"text", "内容与扩展名不符"),
        ("x.docx", word("机密★1年", "{正文}"), "密级"),
    ],
)
def test_what_is_no_template_is_refused(cast, name, content, said):
    with pytest.raises(Refused, match=said):
        take(cast, content, name)


def test_only_the_office_has_templates(cast):
    with pytest.raises(Refused, match="督办员或办主任"):
        take(cast, by=cast.liaison)


def elsewhere(part, markup):
    """A further head of the page under a name of its own; Word finds it by the relationship."""
    out = BytesIO(GOOD)
    base, made = zipfile.ZipFile(out), BytesIO()
    link = f'<Relationship Id="r99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="/{part}"/></Relationships>'
    kind = f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/></Types>'
    ends = {
        "word/_rels/document.xml.rels": ("</Relationships>", link),
        "[Content_Types].xml": ("</Types>", kind),
    }
    with zipfile.ZipFile(made, "w") as archive:
        for name in base.namelist():
            old, new = ends.get(name, ("", ""))
            content = base.read(name)
            archive.writestr(name, content.replace(old.encode(), new.encode()) if old else content)
        archive.writestr(part, markup)
    return made.getvalue()


@pytest.mark.parametrize("part", ["word/header9.xml", "x/h.xml", "word/h.foo", "word/Header9.XML"])
@pytest.mark.parametrize(
    "space",
    [
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    ],
)
def test_a_field_is_found_wherever_its_part_lies(part, space):
    markup = f'<w:hdr xmlns:w="{space}"><w:p><w:r><w:instrText>RD x.docx</w:instrText></w:r></w:p></w:hdr>'
    assert "只能有文字、表格" in why_not_template(elsewhere(part, markup))


def test_a_page_that_would_keep_everybody_waiting_is_refused():
    assert "占位符" in why_not_template(word("{正文}", "{标题}" * 5_000))
    assert "占位符" in why_not_template(word("{正文}", *["{标题}"] * 150))
    assert "段" in why_not_template(word(*["x"] * 2_001, "{正文}"))
    assert "模板太大" in why_not_template(elsewhere("word/media/a.bin", b"\0" * 21_000_000))


def test_a_page_that_was_taken_under_milder_rules_is_not_used(cast, caplog):
    """It fetches from elsewhere: nobody looked for that when it was taken."""
    letter = factories.dispatch(office=cast.office, units=(cast.bureau,), kind="order")
    for content, is_used in ((GOOD, True), (with_fields(["DDEAUTO cmd"]), False)):
        kept = store("templates", "a.docx", content)
        LetterTemplate.objects.all().delete()
        LetterTemplate.objects.create(
            office=cast.office, kind="order", file=kept.name, filename="a.docx", sha256=kept.sha256,
            taken_by=cast.officer, taken_at=timezone.now(),
        )  # fmt: skip
        assert bool(letter_document(letter).template) is is_used
    assert "does more than a page may" in caplog.text
