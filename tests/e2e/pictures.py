"""`python -m tests.e2e.pictures [URL]`: the pictures of README and help, taken of the demo that runs there (`make run`)."""

from __future__ import annotations

import shutil
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DEMO_PASSWORD = "Duban-demo-2025"
ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "pictures"
HELP = ROOT / "tracker" / "static" / "pictures"  # smaller, for the help pages: an intranet may be slow
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
HELP_SIZE = {"width": 1280, "height": 800}
MOST, MOST_OF_HELP = 150_000, 40_000  # bytes of a picture
COLOURS = 64

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
OF_HELP = (
    ("home-office", "officer", "/"),
    ("home-head", "head", "/"),
    ("home-unit", "liaison", "/"),
    ("report-many", "liaison", "/report/1/"),
    ("home-leader", "leader", "/"),
    ("task", "officer", "/tasks/?view=late"),
)


def main(arguments: list[str]) -> None:
    url = (arguments or ["http://localhost:8000"])[0]
    for folder in (KEPT, HELP):
        folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, who, where, size, theme in PICTURES:
            print(name, _png(_taken(browser, url, name, who, where, size, theme), KEPT / f"{name}.png"))
        for name, who, where in OF_HELP:
            print(
                "help",
                name,
                _webp(_taken(browser, url, name, who, where, HELP_SIZE, "light"), HELP / f"{name}.webp"),
            )
        browser.close()


def _taken(
    browser: Browser, url: str, name: str, who: str, where: str, size: dict, theme: str
) -> Image.Image:
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
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    context.close()
    return picture


def _png(picture: Image.Image, kept: Path) -> int:
    """In fewer and fewer colours, until it may lie in the repository. Returns its bytes."""
    for colours in (256, COLOURS, COLOURS // 2):
        picture.quantize(colours, dither=Image.Dither.NONE).save(kept, optimize=True)
        if kept.stat().st_size <= MOST:
            break
    return kept.stat().st_size


def _webp(picture: Image.Image, kept: Path) -> int:
    """Half as large again as it is shown, and as good as its bytes allow."""
    smaller = picture.resize((960, round(picture.height * 960 / picture.width)), Image.Resampling.LANCZOS)
    for quality in (70, 55, 40, 25):
        smaller.save(kept, quality=quality, method=6)
        if kept.stat().st_size <= MOST_OF_HELP:
            break
    return kept.stat().st_size


if __name__ == "__main__":
    main(sys.argv[1:])
