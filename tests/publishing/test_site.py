"""What the public reads: the site, and the folder that says the same without a server."""

import hashlib
import json
from datetime import date
from io import StringIO
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from lxml import html

from tests.factories import TODAY
from tests.publishing.conftest import LATE, publish, valid
from tests.support.html import complaints
from tests.support.said import of_html
from tracker.actions.publishing import withdraw_list
from tracker.domain.actor import Actor
from tracker.models import (
    Publication,
    PublishedCommitment,
    TaskList,
)
from tracker.publishing.edition import Shown


def words(page):
    """What a page of the edition says; the site has a search that a folder makes of a file of words."""
    content = page.read_bytes() if isinstance(page, Path) else page.content
    return of_html(content, "//main")


# --- The site, the check page and the folder -------------------------------------------------------
def test_the_site_asks_nobody_who_he_is_and_searches(plan, cast, client):
    publish(plan, cast)
    home = client.get(reverse("public"), {"q": "印发 教体局"}).content.decode()
    assert "找到1项" in home and "=修订方案" in home
    task = plan.tasks.get(title="=修订方案")
    page = client.get(reverse("public_commitment", args=[task.pk])).content.decode()
    assert "方案&lt;已&gt;印发。" in page and "景教〔2025〕8号" in page and "周敏" not in page
    rows = client.get(reverse("public_file", args=[plan.pk, "csv"])).content.decode("utf-8-sig")
    assert "'=修订方案" in rows
    assert client.get(reverse("public_file", args=[plan.pk, "exe"])).status_code == 404
    TaskList.objects.update(name="还没有核对的名称")
    for where in ("public", "public_list", "public_file"):
        ending = {"public": [], "public_list": [plan.pk], "public_file": [plan.pk, "csv"]}[where]
        answer = client.get(reverse(where, args=ending))
        told = answer.content.decode() + unquote(answer.headers.get("Content-Disposition", ""))
        assert "工作安排" in told and "还没有核对" not in told
    late = plan.tasks.get(title="案卷评查")
    days = client.get(reverse("public_calendar", args=[late.pk])).content.decode()
    assert f"DTSTART;VALUE=DATE:{LATE:%Y%m%d}" in days and "URL:http://testserver/public/c/" in days
    assert all(len(line.encode()) <= 75 for line in days.split("\r\n"))


def test_the_check_page_shows_all_of_it_and_asks_for_the_reviewer(plan, cast, client):
    client.force_login(cast.head)
    plan.tasks.filter(title="案卷评查").update(requirement="联系13812345678")
    page = client.get(reverse("list_public", args=[plan.pk])).content.decode()
    assert "手机号码" in page and "方案&lt;已&gt;印发。" in page and "还在拟办" not in page
    action = reverse("list_action", args=[plan.pk, "publish"])
    shown = html.fromstring(client.get(action).content)
    seen = shown.xpath("//input[@name='seen']/@value")[0]
    assert client.post(action, {"reviewed_by": "张三", "seen": seen}).status_code == 422  # not looked through
    assert not Publication.objects.exists()
    assert client.post(action, {"reviewed_by": "张三", "seen": seen, "looked": "on"}).status_code == 302
    assert Publication.objects.get().reviewed_by == "张三"


def test_of_many_results_the_last_stand_first_and_the_older_ones_are_folded():
    said = {"results": [{"text": str(n)} for n in range(12)]}
    row = Shown(1, "", said, "", "", "")
    assert [one["text"] for one in row.newest] == [str(n) for n in range(11, 1, -1)]
    assert [one["text"] for one in row.older] == ["1", "0"]


def test_the_folder_says_the_same_without_a_server(plan, cast, client, tmp_path):
    publish(plan, cast)
    out = tmp_path / "公开"
    said = StringIO()
    call_command("publish", out=str(out), stdout=said)
    assert "1份清单，2项承诺" in said.getvalue()
    sums = dict(line.split("  ")[::-1] for line in (out / "SHA256SUMS").read_text("utf-8").splitlines())
    assert {path.name for path in out.iterdir()} == {*sums, "SHA256SUMS"}
    assert all(hashlib.sha256((out / name).read_bytes()).hexdigest() == sums[name] for name in sums)
    valid(json.loads((out / f"list-{plan.pk}.json").read_text("utf-8")))
    for ending in ("json", "csv", "ics"):
        there = client.get(reverse("public_file", args=[plan.pk, ending])).content
        assert there == (out / f"list-{plan.pk}.{ending}").read_bytes()
    assert words(client.get(reverse("public_list", args=[plan.pk]))) == words(out / f"list-{plan.pk}.html")
    for row in PublishedCommitment.objects.shown():
        there = words(client.get(reverse("public_commitment", args=[row.task_id])))
        assert there == words(out / f"commitment-{row.task_id}.html")
        calendar = client.get(reverse("public_calendar", args=[row.task_id])).content.decode()
        if (out / f"commitment-{row.task_id}.ics").exists():
            lines = [line for line in calendar.splitlines() if not line.startswith(("URL:", " "))]
            kept = (out / f"commitment-{row.task_id}.ics").read_text("utf-8").splitlines()
            assert lines == [line for line in kept if not line.startswith(" ")]
    for name in sums:
        if name.endswith(".html"):
            assert complaints((out / name).read_bytes()) == [], name
            page = html.fromstring((out / name).read_bytes())
            for link in (*page.xpath("//@href"), *page.xpath("//@src")):
                assert link.lstrip("#") in ("main", *sums), (name, link)
    assert (out / "index.html").stat().st_mode & 0o777 == 0o644
    (tmp_path / "别的").mkdir()
    (tmp_path / "别的" / "我的文件.txt").write_text("x")
    with pytest.raises(CommandError, match="有别的文件"):
        call_command("publish", out=str(tmp_path / "别的"), stdout=StringIO())


def test_one_list_comes_out_in_the_open_format_by_its_page_and_by_command(plan, cast, client, tmp_path):
    client.force_login(cast.head)
    out = tmp_path / "list.json"
    call_command("publish", list_name=plan.name, out=str(out), stdout=StringIO())
    assert out.read_bytes() == client.get(reverse("list_commitments", args=[plan.pk])).content
    with pytest.raises(CommandError, match="没有“别的”这份清单"):
        call_command("publish", list_name="别的", out=str(out), stdout=StringIO())


def test_an_edition_takes_away_what_the_last_one_left(plan, cast, tmp_path):
    publish(plan, cast)
    call_command("publish", out=str(tmp_path), stdout=StringIO())
    assert (tmp_path / f"list-{plan.pk}.html").exists()
    plan.refresh_from_db()
    withdraw_list(task_list=plan, reason="撤", by=Actor.of(cast.officer, TODAY))
    call_command("publish", out=str(tmp_path), stdout=StringIO())
    assert not (tmp_path / f"list-{plan.pk}.html").exists() and (tmp_path / "index.html").exists()


def test_a_date_that_no_calendar_holds_leaves_the_edition_whole(plan, cast, client, tmp_path):
    """9999-12-31 in one row of another office's file: /public/…/list.ics was an error, and `publish` wrote nothing."""
    task = plan.tasks.get(title="案卷评查")
    task.schedules.update(due_on=date.max)
    task.obligations.update(due_on=date.max)
    publish(plan, cast)
    assert client.get(reverse("public_file", args=[plan.pk, "ics"])).status_code == 200
    call_command("publish", "--out", tmp_path / "out", stdout=StringIO())


def test_an_edition_follows_no_link_out_of_its_folder(plan, cast, tmp_path):
    publish(plan, cast)
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    call_command("publish", "--out", out, stdout=StringIO())
    elsewhere.write_text("of somebody else")
    (out / "index.html").unlink()
    (out / "index.html").symlink_to(elsewhere)
    call_command("publish", "--out", out, stdout=StringIO())
    assert elsewhere.read_text() == "of somebody else"
    assert "<html" in (out / "index.html").read_text("utf-8") and not (out / "index.html").is_symlink()


def test_a_folder_that_is_refused_is_left_as_closed_as_it_was(plan, cast, tmp_path):
    publish(plan, cast)
    out = tmp_path / "var"
    out.mkdir(mode=0o700)
    (out / "demo.sqlite3").write_text("of the program")
    with pytest.raises(CommandError, match="别的文件"):
        call_command("publish", "--out", out, stdout=StringIO())
    assert out.stat().st_mode & 0o777 == 0o700
