"""`python -m tests.e2e.crawl [URL]`: every kind of page of a demo that runs there, as each role, in every look.

One browser follows the links of each role; a kind of page (its address without numbers) is opened once for each language and
looked at by axe on a desk and on a phone, by day and by night. What runs off the side is told too, and how much of 1920 px is
used. `--roles`, `--looks` and `--only /part/of/address` make it less; `--pictures FOLDER` keeps what was seen. Not part of
`make test`: it takes the better part of an hour. Ends with 1 if anything was found.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.e2e.looks import ASIDE, AT_REST, CHROMIUM, DEMO_PASSWORD, LINKS, OF_COLOUR, RULES, USED

ROLES = ("officer", "head", "liaison", "unit_leader", "leader", "system_admin", "security_admin", "auditor")
SIZES = {1440: 900, 390: 844}
THEMES = ("light", "dark")
LANGUAGES = ("zh", "en")
LOOKS = [f"{width}-{theme}-{language}" for language in LANGUAGES for width in SIZES for theme in THEMES]
OF_A_PATH = 3  # kinds of one page, which differ in what the address asks
LEAVING = ("/logout/", "/i18n/", "/admin/logout/")


@dataclass
class Found:
    """What was met: by kind of page and complaint, in which looks and by whom; one example of each."""

    looks: int = 0
    pages: int = 0
    complaints: dict[tuple[str, str], dict] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)

    def add(self, kind: str, complaint: str, look: str, where: str, example: str) -> None:
        if (kind, complaint) not in self.complaints:
            print(f"{kind}  {complaint}  {look}\n    {where}  {example}", flush=True)
        known = self.complaints.setdefault(
            (kind, complaint), {"where": where, "example": example, "nodes": 0, "looks": []}
        )
        known["nodes"] += 1
        if look not in known["looks"]:
            known["looks"].append(look)


def kind_of(address: str) -> str:
    """/t/12/?view=late -> /t/N/?view."""
    parts = urlsplit(address)
    path = re.sub(r"(?<=/)\d+(?=[/.])", "N", parts.path)
    asked = sorted({name for name, _value in parse_qsl(parts.query, keep_blank_values=True)})
    return path + ("?" + "&".join(asked) if asked else "")


class Crawl:
    def __init__(self, browser: Browser, url: str, asked: argparse.Namespace, found: Found) -> None:
        self.browser, self.url, self.asked, self.found = browser, url.rstrip("/"), asked, found

    def of(self, role: str) -> None:
        """All that this role finds by following links from its home."""
        context = self.browser.new_context(locale="zh-CN", base_url=self.url, bypass_csp=True)
        page = context.new_page()
        page.set_default_timeout(20_000)
        self.said: list[str] = []
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda asked: self.said.extend(self.elsewhere(asked.url)))
        enter(page, role)
        waiting = deque(["/", *self.asked.begin])
        seen: set[str] = set()
        of_path: Counter[str] = Counter()
        while waiting:
            where = waiting.popleft()
            kind = kind_of(where)
            path = kind.partition("?")[0]
            if kind in seen or of_path[path] >= OF_A_PATH:
                continue
            seen.add(kind)
            of_path[path] += 1
            began = time.monotonic()
            waiting.extend(self.look_at(page, role, where, kind))
            if self.asked.verbose:
                print(f"{time.monotonic() - began:6.1f} s  {role} {where}", flush=True)
        context.close()

    def elsewhere(self, address: str) -> list[str]:
        return [] if address.startswith((self.url, "data:", "blob:")) else [f"asks {address}"]

    def look_at(self, page: Page, role: str, where: str, kind: str) -> list[str]:
        """Returns where its links lead."""
        links: list[str] = []
        for language in LANGUAGES:
            if not any(look.endswith(language) for look in self.asked.looks):
                continue
            page.context.add_cookies(
                [{"name": "django_language", "value": LANGUAGE[language], "url": self.url}]
            )
            try:
                answer = page.goto(where)
                if was_led_to_log_in(page, where):  # a sixth log-in of this person has ended the session
                    enter(page, role)
                    answer = page.goto(where)
            except Error:  # a file to be kept, and no page
                return links
            if answer is None or "text/html" not in answer.headers.get("content-type", ""):
                return links
            if was_led_to_log_in(page, where):
                self.found.add(kind, "leads to the log-in", role, where, "")
                return links
            if answer.status >= 400:
                self.found.add(kind, f"answers {answer.status}", role, where, "")
                return links
            if not links:
                links = [self.inside(each) for each in page.evaluate(LINKS)]
                self.found.pages += 1
                self.found.met.add(kind)
            if self.asked.only in where and kind not in self.asked.without:
                self.in_all_looks(page, role, where, kind, language)
        return [each for each in links if each]

    def inside(self, link: str) -> str:
        """The address within this site, or nothing."""
        parts = urlsplit(urljoin(self.url + "/", link))
        ours = f"{parts.scheme}://{parts.netloc}" == self.url and not parts.path.startswith(LEAVING)
        return (parts.path + (f"?{parts.query}" if parts.query else "")) if ours else ""

    def in_all_looks(self, page: Page, role: str, where: str, kind: str, language: str) -> None:
        page.evaluate(AXE_SCRIPT)
        for width, height in SIZES.items():
            themes = [theme for theme in THEMES if f"{width}-{theme}-{language}" in self.asked.looks]
            if not themes:
                continue
            page.set_viewport_size({"width": width, "height": height})
            for theme in themes:
                page.emulate_media(color_scheme=theme)
                page.evaluate(AT_REST)
                look = f"{role} {width} {theme} {language}"
                self.complaints_of(page, kind, look, where, RULES if theme == themes[0] else OF_COLOUR)
                self.picture(page, role, kind, f"{width}-{theme}-{language}")
                self.found.looks += 1
            self.run_off(page, kind, f"{role} {width} {language}", where)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1920, "height": 1080})
        self.run_off(page, kind, f"{role} 1920 {language}", where)
        self.found.used[kind] = page.evaluate(USED)
        for said in self.said:
            self.found.add(kind, f"says {said[:120]}", f"{role} {language}", where, "")
        self.said.clear()

    def complaints_of(self, page: Page, kind: str, look: str, where: str, rules: list[str]) -> None:
        options = {"runOnly": rules, "resultTypes": ["violations"], "elementRef": False}
        result = page.evaluate("options => axe.run(options)", options)
        for rule in result["violations"]:
            for node in rule["nodes"]:
                why = (node["any"] or node["all"] or node["none"] or [{"message": ""}])[0]["message"]
                self.found.add(kind, rule["id"], look, where, f"{node['html'][:160]} … {why[:120]}")

    def run_off(self, page: Page, kind: str, look: str, where: str) -> None:
        for what in page.evaluate(ASIDE):
            self.found.add(kind, "runs off the side", look, where, what)

    def picture(self, page: Page, role: str, kind: str, look: str) -> None:
        if self.asked.pictures:
            name = re.sub(r"\W+", "_", kind).strip("_") or "home"
            kept = Path(self.asked.pictures) / f"{name[:80]}.{role}.{look}.jpg"
            if not kept.exists():
                page.screenshot(path=kept, full_page=True, type="jpeg", quality=60)


LANGUAGE = {"zh": "zh-hans", "en": "en"}


def was_led_to_log_in(page: Page, where: str) -> bool:
    return "/login/" in urlsplit(page.url).path and "/login/" not in where


def enter(page: Page, role: str) -> None:
    page.goto("/login/")
    page.get_by_label("登录名").fill(role)
    page.get_by_label("密码").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: "/login/" not in url)


def kinds_in(where: str) -> frozenset[str]:
    return frozenset(json.loads(Path(where).read_text("utf-8"))["kinds"])


def questions(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.crawl", description=__doc__)
    parser.add_argument("url", nargs="?", default="http://localhost:8000")
    parser.add_argument("--roles", type=lambda names: names.split(","), default=ROLES)
    parser.add_argument("--looks", type=lambda names: names.split(","), default=LOOKS, help=", ".join(LOOKS))
    parser.add_argument(
        "--only", default="", help="look at addresses with this in them; others are only passed"
    )
    parser.add_argument("--begin", nargs="*", default=[], help="more addresses to begin at")
    parser.add_argument(
        "--without", type=kinds_in, default=(), help="what an earlier run has --kept: its kinds are passed"
    )
    parser.add_argument("--verbose", action="store_true", help="each page, and how long it took")
    parser.add_argument("--pictures", help="a folder")
    parser.add_argument("--kept", help="a file for everything that was found, as JSON")
    return parser.parse_args(arguments)


def keep(where: str, found: Found) -> None:
    """After each role: somebody may stop it."""
    if where:
        told = [
            {"kind": kind, "complaint": what, **known} for (kind, what), known in found.complaints.items()
        ]
        kept = {"complaints": told, "used_of_1920": found.used, "kinds": sorted(found.met)}
        Path(where).write_text(json.dumps(kept, ensure_ascii=False, indent=1), "utf-8")


def main(arguments: list[str]) -> int:
    asked, found = questions(arguments), Found()
    if asked.pictures:
        Path(asked.pictures).mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for role in asked.roles:
            Crawl(browser, asked.url, asked, found).of(role)
            print(f"{role}: {found.pages} pages, {found.looks} looks, {len(found.complaints)} complaints,"
                  f" {time.monotonic() - began:.0f} s", flush=True)  # fmt: skip
            keep(asked.kept, found)
        browser.close()
    nodes = sum(known["nodes"] for known in found.complaints.values())
    print(
        f"{len(found.met)} kinds, {found.pages} pages, {found.looks} looks: {len(found.complaints)} complaints of {nodes} nodes"
    )
    return 1 if found.complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
