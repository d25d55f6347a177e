"""What the browser tests, the crawl and the pictures share: the browser, axe's rules, and how a page is measured."""

import shutil

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DEMO_PASSWORD = "Duban-demo-2025"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]  # by night all else is what it was by day

LINKS = "[...document.querySelectorAll('a[href], iframe[src]')].filter(a => !a.hasAttribute('download')).map(a => a.href ?? a.src)"

# Colours that are on their way to those of the night are neither.
AT_REST = "() => Promise.all(document.getAnimations().map(each => each.finished.catch(() => null)))"

# The page itself, or what one presses and no box that scrolls holds, beyond the right or left side.
ASIDE = """() => {
  const width = document.documentElement.clientWidth, found = [];
  if (document.documentElement.scrollWidth > width + 1) found.push(`page: ${document.documentElement.scrollWidth} of ${width}`);
  const scrolls = (e) => e && e !== document.body &&
    (['auto', 'scroll'].includes(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
  for (const e of document.querySelectorAll('button, a[href], input:not([type=hidden]), select, textarea, summary')) {
    const box = e.getBoundingClientRect();
    if (!box.width || !box.height || !e.checkVisibility({visibilityProperty: true})) continue;
    if ((box.right > width + 1 || box.left < -1) && !scrolls(e.parentElement) && !e.matches('.skip, .skip-link, [href="#main"]'))
      found.push(`${Math.round(box.left)}–${Math.round(box.right)}: ${e.outerHTML.slice(0, 100)}`);
  }
  return found;
}"""

# How many of the pixels from side to side what stands in the page takes.
USED = """() => {
  let left = innerWidth, right = 0;
  for (const e of document.querySelectorAll('main *')) {
    const box = e.getBoundingClientRect();
    if (box.width && box.height && e.checkVisibility()) { left = Math.min(left, box.left); right = Math.max(right, box.right); }
  }
  return Math.round(Math.max(right - left, 0));
}"""
