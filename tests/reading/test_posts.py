import pytest

from tracker.reading.owners.posts import of_heads, split_post


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("市司法局主要负责人", ("市司法局", "主要负责人")),
        ("各县（市、区）党政主要负责人", ("各县（市、区）", "党政主要负责人")),
        ("市公安局党委（党组）主要负责同志", ("市公安局", "党委（党组）主要负责同志")),
        ("市司法局的主要负责人", ("市司法局", "主要负责人")),
        ("市司法局", ("市司法局", "")),
        ("主要负责人", ("主要负责人", "")),
        ("市司法局分管负责人", ("市司法局分管负责人", "")),
    ],
)
def test_an_office_is_taken_off_the_name_of_its_unit(name, expected):
    assert split_post(name) == expected


def test_a_list_of_duties_of_heads_is_known_by_its_title():
    assert of_heads("景德镇市党政主要负责人履行推进法治建设第一责任人职责清单（试行）")
    assert of_heads("部门主要负责人职责清单") and not of_heads("法治政府建设责任清单")
