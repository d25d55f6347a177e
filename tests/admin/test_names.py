"""The system administrator answers what offices asked: which names come into the register."""

from django.urls import reverse

from tests.admin.conftest import action_of, list_of, page_of
from tests.factories import TODAY
from tracker.models import Unit, UnitAlias, WrittenName


def asked(cast, **fields) -> WrittenName:
    who = {"office": cast.office, "asked_by": cast.officer, "asked_on": TODAY}
    return WrittenName.objects.create(name="市大数据局", **(who | fields))


def test_a_request_stands_on_the_first_page_until_it_is_answered(cast, keepers, as_):
    browser, first = as_(keepers.system), reverse("admin:index")
    wanted = asked(cast, unit=cast.bureau)
    assert "等待答复" in browser.get(first).content.decode()
    assert "作为市发改委的别名" in browser.get(list_of("writtenname")).content.decode()
    browser.post(action_of(wanted, "grant"), {"unit": cast.bureau.pk, "kind": "department"})
    assert UnitAlias.objects.get(name="市大数据局").unit == cast.bureau
    assert "等待答复" not in browser.get(first).content.decode()


def test_a_new_unit_is_made_below_the_city_of_the_office(cast, keepers, as_):
    browser, wanted = as_(keepers.system), asked(cast)
    form = browser.get(action_of(wanted, "grant")).context["form"]
    assert form.initial["parent"] == cast.office.parent
    browser.post(action_of(wanted, "grant"), {"unit": "", "kind": "department", "parent": cast.city.pk})
    assert Unit.objects.get(name="市大数据局").parent == cast.city


def test_a_refusal_tells_the_office_why(cast, keepers, as_):
    wanted = asked(cast)
    as_(keepers.system).post(action_of(wanted, "refuse"), {"reason": "已并入市政务局"})
    wanted.refresh_from_db()
    assert (wanted.decision, wanted.decided_by) == ("refused", keepers.system)


def test_what_an_office_only_remembers_is_not_shown(cast, keepers, as_):
    remembered = WrittenName.objects.create(office=cast.office, name="各起草部门", unit=cast.bureau)
    browser = as_(keepers.system)
    assert "各起草部门" not in browser.get(list_of("writtenname")).content.decode()
    assert browser.get(page_of(remembered)).status_code in (302, 404)


def test_other_administrators_are_not_bothered(cast, keepers, as_):
    asked(cast)
    assert "等待答复" not in as_(keepers.security).get(reverse("admin:index")).content.decode()
