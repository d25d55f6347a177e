"""Every kind of paper of a lived-in year, in every format: by its press from the page of its thing and by its command, the
same content, and no number on one of them that the others do not have.

The year is that of the demo (seeds/year-2025.zip), opened once for the module; all is fetched in the fixture, and the tests
compare what was fetched.
"""

import csv
import hashlib
import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urljoin

import lxml.html
import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client, override_settings
from django.urls import reverse

from tests.support.said import numbers, of_docx, of_html, of_xlsx, plain, rows_of
from tracker.management.demo_year import ARCHIVE, DATABASE, FILES
from tracker.models import AnnualReport as Report
from tracker.models import Dispatch, Obligation, Part, Receipt, Review, Task, TaskList, User
from tracker.papers import as_pdf
from tracker.papers.kinds import KINDS
from tracker.papers.letters import ENTRY

pytestmark = pytest.mark.one_database
NUMBERED = re.compile(r"\S+〔20\d\d〕\d+号")
READ = {
    "docx": of_docx,
    "html": of_html,
    "xlsx": of_xlsx,
    "pdf": of_docx,
}  # the pdf is a picture of the docx: see `year`


@dataclass
class Taken:
    """One paper: what its press and its command gave, by ending, the page that has the press, and the pages whose numbers
    it tells."""

    kind: str
    asked: dict[str, object]  # of the address, of the command as options
    thing: str  # the page that it belongs to
    press: dict[str, bytes] = field(default_factory=dict)
    command: dict[str, bytes] = field(default_factory=dict)
    page: str = ""
    pages: dict[str, str] = field(default_factory=dict)

    @property
    def said(self):
        return of_docx(self.press["docx"])


OPTIONS = {"id": "--id", "list": "--list", "year": "--year", "as_of": "--as-of"}


def wanted():
    """One of each kind, or several where they come in forms of their own."""
    letters = {
        kind: Dispatch.objects.filter(kind=kind).exclude(state="void").order_by("pk")
        for kind in ("guidance", "order", "talk", "circular")
    }
    for kind, rows in letters.items():
        yield kind, {"id": rows.first().pk}, reverse("dispatch", args=[rows.first().pk])
    several = letters["order"].filter(title__contains="等").first()
    yield "order", {"id": several.pk}, reverse("dispatch", args=[several.pk])
    for kind in ("finish", "sign_for", "reply"):
        owed = Obligation.objects.filter(kind=kind, state="open").order_by("pk").first()
        yield "reminder", {"id": owed.pk}, reverse("obligation", args=[owed.pk])
    slip = Receipt.objects.exclude(signed_for_on=None).order_by("pk").first()
    yield "slip", {"id": slip.pk}, reverse("slip", args=[slip.pk])
    yield "circular", {}, reverse("statistics")
    for task_list in TaskList.objects.filter(kind__in=("work_plan", "rectification")):
        for kind in ("register", "task_list"):
            yield kind, {"list": task_list.pk}, reverse("list", args=[task_list.pk])
    yield "letters", {"year": 2025}, reverse("statistics")
    yield "brief", {"year": 2025}, reverse("statistics")
    task = Task.objects.filter(obligations__notices__dispatch__state="signed").order_by("-pk").first()
    yield "archive", {"id": task.pk}, reverse("task", args=[task.pk])
    for review in Review.objects.all():
        yield "review", {"id": review.pk}, reverse("review", args=[review.pk])
    report = Report.objects.get()
    yield "annual_report", {"id": report.pk}, reverse("annual_report", args=[report.pk])


@pytest.fixture(scope="module")
def year(tmp_path_factory, django_db_setup, django_db_blocker):
    """What was taken. Where PDF is asked for, the docx comes that would be handed to LibreOffice."""
    var = tmp_path_factory.mktemp("year")
    with zipfile.ZipFile(ARCHIVE) as archive:
        archive.extractall(var)
    kept = connections["default"]
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        lived = connections["default"] = type(kept)({**kept.settings_dict, "NAME": str(var / DATABASE)})
        patched.setattr(as_pdf, "is_there", lambda: True)
        patched.setattr(as_pdf, "as_pdf", lambda docx: docx)
        with override_settings(MEDIA_ROOT=str(var / FILES)):
            try:
                call_command("migrate", verbosity=0)
                yield taken(var)
            finally:
                lived.close()
                connections["default"] = kept


def taken(out):
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(User.objects.get(username="head"))
    found = []
    for kind, asked, thing in wanted():
        one = Taken(kind, asked, thing)
        options = [word for name, value in asked.items() for word in (OPTIONS[name], str(value))]
        for ending in KINDS[kind].endings:
            file = out / f"paper.{ending}"
            call_command("paper", kind, *options, "--out", str(file), verbosity=0, stdout=io.StringIO())
            one.command[ending] = file.read_bytes()
        press(client, one)
        for name, where in told_by(one).items():
            one.pages[name] = get(client, where).decode()
            while where := next(iter(links_of(one.pages[name], where, "//a[@rel='next']")), ""):
                name = f"{name} and on"
                one.pages[name] = get(client, where).decode()
        found.append(one)
    return found


def told_by(one):
    """Other pages that show the same rows and numbers."""
    at = "year=2025&as_of=2025-12-03"
    if one.kind in ("brief", "circular") and "id" not in one.asked:
        rows = {f"rows {m}": f"{reverse('statistics_rows')}?measure={m}&by=list&{at}" for m in ("missing",)}
        return rows | {"figures": f"{reverse('statistics')}?{at}", "overdue": reverse("overdue")}
    if one.kind in ("register", "task_list"):
        return {
            "rows": f"{reverse('tasks')}?list={one.asked['list']}&export=csv",
            "figures": f"{reverse('statistics')}?list={one.asked['list']}&{at}",
        }
    if one.kind == "annual_report":
        return {f"part {part}": f"{one.thing}?part={part}" for part in Part.values}
    return {"rows": f"{reverse('dispatches')}?export=csv"} if one.kind == "letters" else {}


def get(client, where):
    response = client.get(where)
    assert response.status_code == 200, (where, response.status_code)
    return response.content


def press(client, one):
    """From the page of the thing: a link to the file, or to the paper as a page, where each format is a link."""
    kind, pk = KINDS[one.kind], one.asked.get("id")
    one.page = one.pages[one.thing] = get(client, one.thing).decode()
    direct = {
        "dispatch": (("docx", reverse("dispatch_file", args=[pk or 1])),),
        "slip": (("docx", reverse("slip_file", args=[pk or 1])),),
        "review": tuple((e, reverse("review_file", args=[pk or 1, e])) for e in kind.endings),
        "annual_report": tuple((e, reverse("annual_file", args=[pk or 1, e])) for e in kind.endings),
    }.get("dispatch" if "/d/" in one.thing else one.kind, ())
    for ending, where in direct:
        assert f'href="{where}"' in one.page, f"{one.kind}: no press for {ending} on {one.thing}"
        one.press[ending] = get(client, where)
    paper = reverse(f"paper_{one.kind}")
    links = [a for a in links_of(one.page, one.thing) if a.partition("?")[0] == paper]
    if kind.endings == ("zip",):
        one.press["zip"] = get(client, links[0])
    elif links or not direct:
        where = f"{links[0].partition('?')[0]}?{'&'.join(f'{k}={v}' for k, v in one.asked.items())}"
        assert not pk or where in links, f"{one.kind}: {one.thing} leads to another paper"
        one.page = get(client, where).decode()
        for ending in kind.endings:
            file = next((a for a in links_of(one.page, where) if f"format={ending}" in a), "")
            assert file, f"{one.kind}: no press for {ending} on {where}"
            content = get(client, file)
            assert one.press.setdefault(ending, content) == content or ending == "xlsx"


def links_of(page, base, which="//a[@href]"):
    found = [a.get("href") for a in lxml.html.fromstring(page).xpath(which)]
    return [urljoin(base, where) for where in found]


def test_all_are_taken(year):
    assert {one.kind for one in year} == set(KINDS), "a new kind of paper: name one in `wanted`"


def test_press_and_command_give_the_same(year):
    for one in year:
        assert set(one.press) == set(one.command) == set(KINDS[one.kind].endings), one.kind
        for ending, content in one.command.items():
            if ending == "xlsx":  # it is dated by its writer
                assert of_xlsx(content) == of_xlsx(one.press[ending]), one.kind
            else:
                assert content == one.press[ending], f"{one.kind} {ending}"


def test_every_format_and_the_page_say_the_same(year):
    for one in year:
        if one.kind == "archive":
            continue
        for ending, content in one.press.items():
            assert READ[ending](content) == one.said, f"{one.kind} {ending}"
        if one.kind not in ("review", "annual_report"):  # their pages are where one works on them
            assert of_html(one.page, "//article[contains(@class, 'paper')]") == one.said, one.kind


# --- Numbers and rows against other pages ------------------------------------------------------------
def main(page):
    (found,) = lxml.html.fromstring(page).xpath("//main")
    return " ".join(found.itertext())


def table(csv_file):
    """The rows of an export below its title, its filter and its heads."""
    return list(csv.reader(io.StringIO(csv_file.removeprefix("\ufeff"))))[3:]


def of_the_letter(one):
    """What was signed, word for word, and nothing that its page does not say."""
    page, said = one.pages[one.thing], "".join(one.said)
    article = lxml.html.fromstring(page).xpath("//article[1]")[0]
    for paragraph in article.xpath(".//h1|.//div[@class='paper-body']//p"):
        entry = ENTRY.match(paragraph.text_content().strip())
        for part in entry.groups() if entry else (paragraph.text_content(),):
            assert plain(part) in said
    for number in numbers(
        " ".join(x.text_content() for x in article.xpath(".//p[starts-with(@class,'paper-')]"))
    ):
        assert number in numbers(" ".join(one.said)), number
    would_be = (
        {"2025-12-03"} if one.kind == "talk" else set()
    )  # a draft has the day on which it would be signed
    assert numbers(" ".join(one.said)) <= numbers(main(page)) | would_be


def of_the_obligation(one):
    assert numbers(" ".join(one.said)) <= numbers(main(one.pages[one.thing])) | {"2025-12-03"}


FIGURES = {
    r"办结销号(\d+)项": "办结销号", r"到期应报(\d+)件": "到期应报", r"按期(?:报送)?(\d+)件": "按期报送", r"按期率(\d+%)": "按期率",
    r"迟报(\d+)件": "迟报", r"逾期未报(\d+)件": "逾期未报", r"退回(?:补充)?(\d+)件": "被退回", r"同意延期(\d+)件": "同意延期",
}  # fmt: skip


def figures(page):
    """The row of the sum on the page of statistics."""
    grid = lxml.html.fromstring(page).xpath("//table[contains(@class, 'figures')]")[0]
    heads, *_groups, last = [
        [plain(c.text_content()) for c in row.xpath("./th|./td")] for row in grid.iter("tr")
    ]
    return dict(zip(heads, last, strict=True))


def of_the_figures(one):
    if "id" in one.asked:
        return of_the_letter(one)
    total, text = figures(one.pages["figures"]), "".join(one.said)
    told = {name: re.findall(words, text)[0] for words, name in FIGURES.items() if re.search(words, text)}
    assert len(told) >= 7 and told == {name: total[name] for name in told}
    (open_,) = re.findall(r"在办任务(\d+)项", text)
    assert int(open_) == int(total["任务"]) - int(total["办结销号"])
    shown = [
        [plain(cell.text_content()) for cell in row.xpath("./td")]
        for row in lxml.html.fromstring(one.pages["rows missing"]).xpath("//main//tbody/tr")
    ]
    assert len(shown) == int(total["逾期未报"])
    cells = rows_of(one.press["docx"])
    late = Counter((row[-2], row[-1]) for row in cells)
    overdue = main(one.pages["overdue"])
    for unit, matter, due, days in cells:
        assert any(row[1] in unit and row[2] == due and matter.rstrip("…") in row[0] for row in shown), unit
        assert re.search(rf"{days}个工作日\s", overdue)
    if one.kind == "circular":
        assert Counter(due for due, _days in late.elements()) == Counter(row[2] for row in shown)
    else:
        assert [row[2] for row in cells] == [row[2] for row in shown][:6]
        (unanswered,) = re.findall(r"逾期未回复的函件(\d+)件", text)
        assert int(unanswered) == len(re.findall(r"\s回复\s", overdue))


def of_the_list(one):
    rows, cells = table(one.pages["rows"]), rows_of(one.press["docx"])
    assert len(rows) == len(cells) == int(figures(one.pages["figures"])["任务"])
    assert f"{len(rows)}项" in plain(main(one.pages[one.thing]))
    for row, told in zip(rows, cells, strict=True):
        assert any(plain(row[1]).endswith(part) or part.startswith(plain(row[1])[:20]) for part in told), row[
            1
        ]
        assert plain(row[2]) in told, row[2]


def of_the_letters(one):
    number = re.compile(r"^\S+〔20\d\d〕\d+号")
    shown = {number.match(row[1])[0]: row for row in table(one.pages["rows"]) if number.match(row[1])}
    cells = {row[1]: row for row in rows_of(one.press["docx"])}
    assert set(shown) == set(cells)
    assert f"共{len(cells)}件" in "".join(one.said)
    for name, row in cells.items():
        assert shown[name][3].startswith(row[6]) and row[3] in plain(shown[name][1])
        sent, signed = re.findall(r"送达(\d+)，签收(\d+)", shown[name][4])[0]
        assert (row[7].count("-") // 2, row[8].count("-") // 2) == (int(sent), int(signed)), name
        assert row[-1].startswith("作废") == (shown[name][0] == "作废")


def of_the_archive(one):
    page = main(one.pages[one.thing])
    with zipfile.ZipFile(io.BytesIO(one.press["zip"])) as package:
        names = set(package.namelist())
        for line in package.read("SHA256SUMS.txt").decode().splitlines():
            digest, _blank, name = line.partition("  ")
            assert hashlib.sha256(package.read(name)).hexdigest() == digest
        index = of_html(package.read("目录.html"))
        assert {plain(name) for name in names - {"目录.html", "SHA256SUMS.txt"}} <= set(index)
        letters = [of_docx(package.read(name)) for name in names if name.startswith("函件/")]
    told = " ".join(index)
    for said in letters:
        (number,) = NUMBERED.findall(said[1])[:1]
        assert number in plain(told) and number in plain(page)
    assert numbers(told[told.index("所收文件") :]) - numbers(page) <= {f"{n}" for n in range(len(index))}


def of_the_review(one):
    page, said = main(one.pages[one.thing]), " ".join(one.said)
    assert numbers(said) <= numbers(page) | {"2025-12-03"}
    for row in lxml.html.fromstring(one.pages[one.thing]).xpath("//main//table//tbody/tr"):
        for cell in row.xpath("./td")[:4]:
            assert numbers(cell.text_content()) <= numbers(said)
    for finding in lxml.html.fromstring(one.pages[one.thing]).xpath("//article[@class='report']/p[1]"):
        assert plain(finding.text_content()) in plain(said)


def of_the_report(one):
    said = "".join(one.said)
    pages = [page for name, page in one.pages.items() if name.startswith("part")]
    statements = [
        s
        for page in pages
        for s in lxml.html.fromstring(page).xpath("//*[@class='statement-text'][not(del)]")
    ]
    assert len(statements) > 50
    rest = said
    for each in statements:
        assert plain(each.text_content()) in said
        rest = rest.replace(plain(each.text_content()), "", 1)
    assert numbers(" ".join(rest.split("。"))) <= numbers(" ".join(map(main, pages))) | {"2025-12-03"}


def of_itself(one):
    """Its page is the paper, see above: what it tells is told by that of its letter too."""
    assert numbers(" ".join(one.said)) <= numbers(main(one.pages[one.thing]))


TELLS = {
    "guidance": of_the_letter, "order": of_the_letter, "talk": of_the_letter, "reminder": of_the_obligation,
    "slip": of_itself, "circular": of_the_figures, "register": of_the_list, "task_list": of_the_list,
    "letters": of_the_letters, "brief": of_the_figures, "archive": of_the_archive, "review": of_the_review,
    "annual_report": of_the_report,
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_its_numbers_and_rows_are_those_of_the_pages(year, kind):
    for one in year:
        if one.kind == kind:
            TELLS[kind](one)
