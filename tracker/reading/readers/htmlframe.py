"""What frames the article of a web page: menus, paths, lists of other articles, the foot of the site. None of it was
decided by anybody, so none of it may become a task."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from ..blocks import Paragraph, Table

_BLOCKS = {"div", "ul", "ol", "dl", "section", "header", "p"}
# Parts of a page that frame the article, by the names that sites give them.
_FRAME = re.compile(
    r"(?:^|[\s_-])(?:footer|foot|copyright|bottom|crumbs?|breadcrumbs?|nav|navbar|navigation|menu|submenu|sidebar|aside|share|bdsharebuttonbox|"
    r"related|relation|xgwd|location|toolbar|topbar|searchbox|search|pagination|qrcode|ewm)(?:$|[\s_\d-])",
    re.I,
)
# Lines of such parts that stand anywhere.
_FRAME_LINE = re.compile(
    r"(?:(?:您)?(?:当前|现在|所在)?(?:的)?(?:所在)?位置\s*[:：]|分享到|扫一扫|上一[篇条]\s*[:：]|下一[篇条]\s*[:：]|"
    r"(?:浏览次数|浏览量|访问量|点击数|点击量|阅读次数)\s*[:：]|相关(?:文档|链接|阅读|附件|解读|新闻)\s*[:：]?$|"
    r"(?:[【\[]?(?:打印|关闭|返回|收藏|分享|字体|字号|纠错|大|中|小)(?:本页|本文|窗口|页面|顶部|首页|列表)?[】\]:：|]?\s*){1,9}$)"
)
# What only the foot of a site says; contact lines around it belong to the foot too.
_FOOT = re.compile(r"ICP[备证]|公网安备|网站标识码|版权所有|Copyright|©", re.I)
_CONTACT = re.compile(
    r"^(?:主办|承办|协办|地址|联系|电话|传真|邮编|邮箱|技术支持|网站|中文域名|备案|建议使用)"
)
_FOOT_MOST = 12  # lines
_FRAME_MOST = 2_000  # characters


def is_frame(element: Element) -> bool:
    """A menu, a path, a footer. A part with a long text of its own is the article, whatever its name."""
    if element.tag not in _BLOCKS:
        return False
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return bool(_FRAME.search(names)) and len("".join(element.itertext()).strip()) < _FRAME_MOST


def is_frame_line(text: str) -> bool:
    return bool(_FRAME_LINE.match(text))


def without_foot(blocks: list[Paragraph | Table]) -> list[Paragraph | Table]:
    first = max(0, len(blocks) - _FOOT_MOST)
    found = next(
        (
            i
            for i, b in enumerate(blocks[first:], first)
            if isinstance(b, Paragraph) and len(b.text) < 200 and _FOOT.search(b.text)
        ),
        None,
    )
    if found is None or any(isinstance(b, Table) for b in blocks[found:]):
        return blocks
    while found and isinstance(before := blocks[found - 1], Paragraph) and _CONTACT.match(before.text):
        found -= 1
    return blocks[:found]
