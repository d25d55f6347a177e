"""Free stand-ins for the fonts of the standard, as LibreOffice finds them where those are not installed.

A docx names one stand-in for each font (`docx_parts.STAND_INS`); Word follows it and LibreOffice does not, but it asks
fontconfig. Without a word of ours it takes the first font that has the character: text, headings and title of a letter come
in one sans serif.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from tracker.papers.fonts import FANGSONG, HEITI, KAITI, SONGTI, XIAOBIAOSONG

SYSTEM = Path("/etc/fonts/fonts.conf")
SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "AR PL UMing CN")
SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei")
NEXT_BEST = {
    FANGSONG: ("FangSong", "仿宋", "STFangsong", "FandolFang R", *SERIF),
    KAITI: ("KaiTi", "楷体", "STKaiti", "FandolKai", "AR PL UKai CN", *SERIF),
    HEITI: ("SimHei", "STHeiti", *SANS),
    SONGTI: ("SimSun", "STSong", *SERIF),
    XIAOBIAOSONG: ("FZXiaoBiaoSong-B05S", "STZhongsong", *SERIF),
}


def environment(folder: Path) -> dict[str, str]:
    """What to add to the environment of LibreOffice; nothing where fontconfig is not at its usual place."""
    if not SYSTEM.exists():
        return {}
    file = folder / "fonts.conf"
    file.write_text(configuration(), "utf-8")
    return {"FONTCONFIG_FILE": str(file)}


def configuration() -> str:
    """The system's own, then each font with what may stand for it, the likest first."""
    rules = "\n".join(_alias(name, others) for name, others in NEXT_BEST.items())
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
        f'<fontconfig>\n{rules}\n<include ignore_missing="yes">{SYSTEM}</include>\n</fontconfig>\n'
    )


def _alias(name: str, others: tuple[str, ...]) -> str:
    accepted = "".join(f"<family>{escape(each)}</family>" for each in others)
    return f'<alias binding="same"><family>{escape(name)}</family><accept>{accepted}</accept></alias>'
