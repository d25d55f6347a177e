"""`python -m tests.e2e.pictures [URL]`: the pictures of README and help, taken of the demo that runs there (`make run`)."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DEMO_PASSWORD = "Duban-demo-2025"
KEPT = Path(__file__).resolve().parents[2] / "docs" / "pictures"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
MOST = 150_000  # bytes of a picture

# Its name, who looks, where, how large, in which light.
PICTURES = (
    ("home-office", "officer", "/", DESK, "light"),
    ("home-unit", "liaison", "/", PHONE, "light"),
    ("home-leader", "leader", "/", DESK, "light"),
    ("tasks", "officer", "/tasks/", DESK, "light"),
    ("task", "officer", "/tasks/?view=late", DESK, "light"),
    ("letters", "officer", "/dispatches/", DESK, "light"),
    ("statistics", "officer", "/statistics/", DESK, "dark"),
)


def main(arguments: list[str]) -> None:
    url = (arguments or ["http://localhost:8000"])[0]
    KEPT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, who, where, size, theme in PICTURES:
            print(name, _take(browser, url, name, who, where, size, theme))
        browser.close()


def _take(browser: Browser, url: str, name: str, who: str, where: str, size: dict, theme: str) -> int:
    """In fewer and fewer colours, until it may lie in the repository. Returns its bytes."""
    context = browser.new_context(viewport=size, locale="zh-CN", base_url=url, color_scheme=theme)
    page = context.new_page()
    page.goto("/login/")
    page.get_by_label("登录名").fill(who)
    page.get_by_label("密码").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.goto(where)
    if name == "task":
        page.locator("[data-rows] .wide-cell a").nth(1).click()
        page.wait_for_url("**/t/**")
    page.wait_for_load_state()
    kept = KEPT / f"{name}.png"
    page.screenshot(path=kept)
    if kept.stat().st_size > MOST:  # type: the same picture with less of the page
        page.screenshot(
            path=kept, clip={"x": 0, "y": 0, "width": size["width"], "height": size["height"] * 0.7}
        )
    context.close()
    return kept.stat().st_size


if __name__ == "__main__":
    main(sys.argv[1:])
