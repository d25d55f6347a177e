import pytest

from tracker.rules.offices import leader_above


@pytest.mark.parametrize(
    ("office", "leader"),
    [
        ("市委依法治市办", "市委分管领导"),
        ("中共浮梁县委全面依法治县委员会办公室", "县委分管领导"),
        ("省委办公厅", "省委分管领导"),
        ("市司法局", "市政府分管领导"),
        ("景德镇市司法局", "市政府分管领导"),
        ("景德镇市浮梁县政府督查室", "县政府分管领导"),
        ("县市场监督管理局", "县政府分管领导"),
        ("县住房和城乡建设局", "县政府分管领导"),
        ("抚州市东乡区司法局", "区政府分管领导"),
        ("珠山区竟成镇司法所", "镇政府分管领导"),
        ("石狮埠街道办事处", "街道分管领导"),
        ("市卫健委", "市政府分管领导"),
        ("高新技术产业开发区管委会", "分管领导"),
        ("督办室", "分管领导"),
    ],
)
def test_who_is_copied_is_called_after_the_place_and_the_side_of_the_office(office, leader):
    assert leader_above(office) == leader
