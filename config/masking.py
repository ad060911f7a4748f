"""Names and numbers as they may be shown in public (脱敏). Pure.

A mask is a courtesy, never a key: two people may have the same one, so the ticket's number always stands beside it.
Customs: a name shows its surname only (张*, 欧阳**), an ID number its first six and last four characters at most, a
mobile number its first three and last four. On screens of the hall a name is shown as 张*女士 or 张*先生.
"""

STAR = "*"

_COMPOUND = (
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 "
    "太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 亓官 司寇 颛孙 轩辕 令狐 呼延 西门 拓跋"
)
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())


def name(full: str) -> str:
    """张三 → 张*, 欧阳娜娜 → 欧阳**, Maria Silva → M**** S****. Nothing stays nothing; one character becomes a star."""
    words = full.split()
    if not words:
        return ""
    if full.isascii():
        return " ".join(word[0] + STAR * (len(word) - 1) if len(word) > 1 else STAR for word in words)
    whole = "".join(words)
    if len(whole) == 1:
        return STAR
    shown = 2 if len(whole) > 2 and whole[:2] in COMPOUND_SURNAMES else 1
    return whole[:shown] + STAR * (len(whole) - shown)


def id_number(number: str) -> str:
    """The first six and last four; of a short one, a foreigner's, the first and last two; else stars only."""
    if len(number) >= 16:
        return _middle(number, 6, 4)
    return _middle(number, 1, 2) if len(number) >= 12 else STAR * len(number)


def mobile(number: str) -> str:
    """138****1234; of one that has not eleven digits, stars only."""
    return _middle(number, 3, 4) if len(number) == 11 else STAR * len(number)


def _middle(text: str, first: int, last: int) -> str:
    return text[:first] + STAR * (len(text) - first - last) + text[-last:]
