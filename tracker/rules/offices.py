"""Who stands above an office, as its papers call them."""

from __future__ import annotations

import re

PARTY = re.compile(r"([省市州盟区县旗镇乡])委")
# 市 of 市场, 乡 of 城乡 and 区 of 社区 name no place.
PLACE = re.compile(
    r"省|市(?!场|容|政公用|政局)|州(?!市)|盟|(?<![社园开发])区(?![域块])|县(?!域)|旗|(?<!城)镇(?!市)|(?<!城)乡(?!村)|街道"
)


def leader_above(office: str) -> str:
    """市委依法治市办 -> 市委分管领导, 浮梁县司法局 -> 县政府分管领导; as it is said within the place."""
    if party := PARTY.search(office):
        return f"{party[1]}委分管领导"
    places = PLACE.findall(office)
    if not places:
        return "分管领导"
    return "街道分管领导" if places[-1] == "街道" else f"{places[-1]}政府分管领导"
