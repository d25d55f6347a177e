"""Labels that Word only draws: they are part of what people read."""

import pytest

from tests.reading.readers.made import lines, p, word
from tracker.reading.readers.numerals import numeral


def level(ilvl, fmt, text, *, start=1, more=""):
    return f'<w:lvl w:ilvl="{ilvl}"><w:start w:val="{start}"/><w:numFmt w:val="{fmt}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


CHINESE = (
    level(0, "chineseCounting", "%1、") + level(1, "chineseCounting", "（%2）") + level(2, "decimal", "%3.")
)


def abstract(number, levels=CHINESE, more=""):
    return f'<w:abstractNum w:abstractNumId="{number}">{levels}{more}</w:abstractNum>'


def num(number, base, more=""):
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{base}"/>{more}</w:num>'


def restarted(ilvl, at=1):
    return f'<w:lvlOverride w:ilvl="{ilvl}"><w:startOverride w:val="{at}"/></w:lvlOverride>'


def in_list(number, ilvl=0):
    return f'<w:numPr><w:ilvl w:val="{ilvl}"/><w:numId w:val="{number}"/></w:numPr>'


def styled(name):
    return f'<w:pStyle w:val="{name}"/>'


def style(name, properties="", *, based="", kind="paragraph", default=""):
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}" {default}><w:name w:val="{name}"/>{base}<w:pPr>{properties}</w:pPr></w:style>'


def labels(paragraphs, *, numbering, styles=""):
    """What stands before the words 做 of each paragraph."""
    body = "".join(p("做", properties=properties) for properties in paragraphs)
    return [line.removesuffix("做") for line in lines(word(body, numbering=numbering, styles=styles))]


def test_levels_count_anew_after_a_higher_one():
    found = labels([in_list(1, n) for n in (0, 1, 1, 2, 0, 1)], numbering=abstract(1) + num(1, 1))
    assert found == ["一、", "（一）", "（二）", "1.", "二、", "（一）"]


def test_a_level_that_goes_on_counting_through_all_headings():
    through = level(0, "chineseCounting", "%1、") + level(
        1, "decimal", "%2.", more='<w:lvlRestart w:val="0"/>'
    )
    found = labels([in_list(1, n) for n in (0, 1, 1, 0, 1)], numbering=abstract(1, through) + num(1, 1))
    assert found == ["一、", "1.", "2.", "二、", "3."]


def test_a_level_that_restarts_only_after_the_first():
    levels = CHINESE.replace(
        '<w:numFmt w:val="decimal"/>', '<w:numFmt w:val="decimal"/><w:lvlRestart w:val="1"/>'
    )
    found = labels(
        [in_list(1, n) for n in (0, 1, 2, 1, 2, 0, 1, 2)], numbering=abstract(1, levels) + num(1, 1)
    )
    assert found == ["一、", "（一）", "1.", "（二）", "2.", "二、", "（一）", "1."]


def test_lists_of_one_definition_go_on_and_a_start_of_its_own_counts_anew():
    numbering = abstract(1) + num(1, 1) + num(2, 1) + num(3, 1, restarted(0))
    found = labels([in_list(n) for n in (1, 2, 1, 3, 3, 1)], numbering=numbering)
    assert found == ["一、", "二、", "三、", "一、", "二、", "四、"]


def test_a_list_that_starts_at_five():
    assert labels([in_list(1), in_list(1)], numbering=abstract(1) + num(1, 1, restarted(0, 5))) == [
        "五、",
        "六、",
    ]


def test_an_instance_may_draw_a_level_in_its_own_way():
    other = f'<w:lvlOverride w:ilvl="0">{level(0, "decimal", "任务%1：")}</w:lvlOverride>'
    assert labels([in_list(1), in_list(1)], numbering=abstract(1) + num(1, 1, other)) == [
        "任务1：",
        "任务2：",
    ]


def test_numbers_through_a_style_and_the_styles_it_is_based_on():
    styles = style("Top", '<w:numPr><w:numId w:val="1"/></w:numPr>') + style("Sub", '<w:numPr><w:ilvl w:val="1"/></w:numPr>', based="Top") + style("SubSub", based="Sub")  # fmt: skip
    found = labels(
        [styled(n) for n in ("Top", "Sub", "SubSub", "Top")], numbering=abstract(1) + num(1, 1), styles=styles
    )
    assert found == ["一、", "（一）", "（二）", "二、"]


def test_a_style_is_numbered_at_the_level_that_names_it():
    levels = level(0, "chineseCounting", "%1、", more=styled("One")) + level(
        1, "chineseCounting", "（%2）", more=styled("Two")
    )
    numbered = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    found = labels(
        [styled(n) for n in ("One", "Two", "Two")],
        numbering=abstract(1, levels) + num(1, 1),
        styles=style("One", numbered) + style("Two", numbered),
    )
    assert found == ["一、", "（一）", "（二）"]


def test_lists_that_only_point_to_a_list_style():
    link = '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="Gov"/></w:abstractNum>'
    styles = style("Gov", '<w:numPr><w:numId w:val="1"/></w:numPr>', kind="numbering")
    numbering = abstract(1, more='<w:styleLink w:val="Gov"/>') + link + num(1, 1) + num(2, 2)
    assert labels([in_list(2), in_list(2, 1), in_list(1)], numbering=numbering, styles=styles) == [
        "一、",
        "（一）",
        "二、",
    ]


def test_list_styles_that_point_to_one_another_end_somewhere():
    link = '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="Gov"/></w:abstractNum>'
    styles = style("Gov", '<w:numPr><w:numId w:val="1"/></w:numPr>', kind="numbering")
    assert labels([in_list(1)], numbering=link + num(1, 1), styles=styles) == [""]


def test_a_paragraph_may_leave_the_list_of_its_style():
    styles = style("Top", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    found = labels(
        [styled("Top"), styled("Top") + in_list(0), styled("Top")],
        numbering=abstract(1) + num(1, 1),
        styles=styles,
    )
    assert found == ["一、", "", "二、"]


def test_the_usual_style_may_be_numbered():
    styles = style("Usual", '<w:numPr><w:numId w:val="1"/></w:numPr>', default='w:default="1"')
    assert labels(["", ""], numbering=abstract(1) + num(1, 1), styles=styles) == ["一、", "二、"]


def test_an_empty_numbered_paragraph_counts_and_a_hidden_or_deleted_one_does_not():
    body = (
        p("做", properties=in_list(1))
        + p(properties=in_list(1))
        + p(
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r>",
            properties=in_list(1) + "<w:rPr><w:vanish/></w:rPr>",
        )
        + p(
            "<w:del><w:r><w:t>删去</w:t></w:r></w:del>",
            properties=in_list(1) + '<w:rPr><w:del w:id="1"/></w:rPr>',
        )
        + p("做", properties=in_list(1))
    )
    assert lines(word(body, numbering=abstract(1) + num(1, 1))) == ["一、做", "三、做"]


def test_bullets_and_levels_without_a_sign_add_nothing():
    levels = level(0, "bullet", "●") + level(1, "none", "")
    assert labels([in_list(1), in_list(1, 1)], numbering=abstract(1, levels) + num(1, 1)) == ["", ""]


def test_a_label_of_several_levels_and_one_all_in_figures():
    levels = (
        level(0, "chineseCounting", "第%1章")
        + level(1, "decimal", "%1.%2")
        + level(2, "decimal", "%1.%2.%3", more="<w:isLgl/>")
    )
    assert labels([in_list(1, n) for n in (0, 1, 2)], numbering=abstract(1, levels) + num(1, 1)) == [
        "第一章",
        "一.1",
        "1.1.1",
    ]


def test_numbers_with_leading_zeros_as_newer_programs_write_them():
    choice = (
        '<w:lvl w:ilvl="0"><w:start w:val="7"/><mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" '
        'w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
        '<w:lvlText w:val="%1号"/></w:lvl>'
    )
    assert labels([in_list(1)], numbering=abstract(1, choice) + num(1, 1)) == ["007号"]


def test_a_label_that_was_typed_stays_the_only_one():
    assert lines(word(p("一、做", properties=in_list(1)), numbering=abstract(1) + num(1, 1))) == ["一、做"]


@pytest.mark.parametrize(
    ("number", "style", "shown"),
    [
        (12, "chineseCountingThousand", "十二"), (3, "chineseLegalSimplified", "叁"), (2, "ideographTraditional", "乙"), (12, "ideographZodiac", "亥"),
        (20, "decimalEnclosedCircleChinese", "⑳"), (2, "decimalEnclosedParen", "⑵"), (4, "upperRoman", "IV"), (9, "lowerRoman", "ix"), (27, "upperLetter", "AA"),
        (3, "lowerLetter", "c"), (5, "decimalZero", "05"), (15, "decimalFullWidth", "１５"), (2, "numberInDash", "- 2 -"), (21, "decimalEnclosedCircle", "21"),
        (11, "ideographTraditional", "11"), (0, "chineseCounting", "0"), (7, "somethingNew", "7"),
    ],
)  # fmt: skip
def test_numbers_as_lists_write_them(number, style, shown):
    assert numeral(number, style) == shown
