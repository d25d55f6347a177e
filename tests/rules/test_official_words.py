"""Places, numbers and marks as a letter or a report says them."""

from tracker.domain.annual import as_asked, full_width
from tracker.rules.wording import in_one, place


def test_an_item_of_a_list_is_named_by_its_number_and_not_by_its_line():
    assert place("表1/行43", "42") == "第42项"
    assert place("表1/行43") == "表1第43行"
    assert place("四/(三)/句2", "7") == "第四部分（三）第2句"


def test_of_one_series_only_the_first_number_is_said_whole():
    assert in_one(["景法督〔2025〕1号", "景法督〔2025〕3号", "景法通〔2025〕1号", "景法通〔2024〕9号"]) == (
        "景法督〔2025〕1号、3号、景法通〔2025〕1号、景法通〔2024〕9号"
    )
    assert in_one(["旧文", "旧文二"]) == "旧文、旧文二"


def test_narrow_marks_between_chinese_words_become_wide_and_nothing_else():
    assert (
        full_width("党委(党组)学习的内容,作为“重点”,确保落实.")
        == "党委（党组）学习的内容，作为“重点”，确保落实."
    )
    assert full_width("增长3,000件(约5%),12:30前") == "增长3,000件（约5%），12:30前"


def test_what_was_asked_is_not_asked_twice():
    assert as_asked("落实“三项制度”") == "按照“落实‘三项制度’”要求"
    assert as_asked("办好热线") == "落实“办好热线”要求"
