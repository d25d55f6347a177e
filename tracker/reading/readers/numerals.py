"""Numbers as lists write them: 一 壹 甲 ① ⑴ Ⅳ iv aa 007."""

from __future__ import annotations

from ..text.numbering import to_chinese

_CHINESE = {
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCounting",
    "taiwaneseCountingThousand", "taiwaneseDigital", "japaneseDigitalTenThousand",
}  # fmt: skip
_FORMAL = {"chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"}
_ROWS = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
}
_TO_FORMAL = str.maketrans("一二三四五六七八九十百", "壹贰叁肆伍陆柒捌玖拾佰")
_TO_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


def numeral(number: int, style: str, pattern: str = "") -> str:
    """The number in a format of Word; plain figures where the format has no sign for it."""
    if style in _CHINESE and 1 <= number <= 999:
        return to_chinese(number)
    if style in _FORMAL and 1 <= number <= 999:
        return to_chinese(number).translate(_TO_FORMAL)
    if (row := _ROWS.get(style)) and 1 <= number <= len(row):
        return row[number - 1]
    if style in ("upperRoman", "lowerRoman") and 1 <= number < 4000:
        return _roman(number) if style == "upperRoman" else _roman(number).lower()
    if style in ("upperLetter", "lowerLetter") and 1 <= number <= 780:
        letter = chr((65 if style == "upperLetter" else 97) + (number - 1) % 26)
        return letter * ((number - 1) // 26 + 1)
    return _figures(number, style, pattern)


def _figures(number: int, style: str, pattern: str) -> str:
    if style == "decimalZero":
        return f"{number:02}"
    if style.startswith("decimalFullWidth"):
        return str(number).translate(_TO_WIDE)
    if style == "numberInDash":
        return f"- {number} -"
    if style == "custom" and pattern:
        return str(number).zfill(len(pattern.split(",")[0].strip()))
    return str(number)


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        out += letters * (number // value)
        number %= value
    return out
