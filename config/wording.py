"""The house style of texts people read: what a text must not hold, told precisely.

Chinese: full-width punctuation, a space between Chinese and digits or Latin letters, 您, no exclamation marks, none of
the words a visitor should not have to read. The space is asked of fixed text only, as a placeholder may hold either;
A岗 and B岗 are terms and stay together.
"""

import re
from collections.abc import Iterator
from string import Formatter

VAGUE = ("其他材料", "相关材料", "有关材料", "有关部门", "相关部门")  # a list that names these is not complete

_UNWELCOME = {"系统": "say what it is or does", "禁止": "say what to do instead", "你": "say 您", "点击": "say 点"}

_HAN = r"[\u4e00-\u9fff]"  # without the rare ones, which a printer's test slip shows in any language
_FILLED = "\ufffc"  # stands for a placeholder's value, neither Chinese nor Latin

_CHINESE_RULES = (
    (re.compile(rf"{_HAN}[,;:?()]|[,;:?()]{_HAN}|{_HAN}\.(?!\w)"), "half-width punctuation beside Chinese"),
    (re.compile(rf"{_HAN}[A-Za-z0-9]|[A-Za-z0-9](?!岗){_HAN}"), "no space between Chinese and a letter or digit"),
    (re.compile(rf"{_HAN} {_HAN}"), "a space between Chinese characters"),
    (re.compile(r" [，。；：？、（）“”]|[，。；：？、（）“”] "), "a space beside full-width punctuation"),
    (re.compile(r"\"|'"), "straight quotation marks, write “ ”"),
)

_ENGLISH_RULES = (
    (re.compile(rf"{_HAN}|[，。；：？、（）]"), "Chinese characters or punctuation in English"),
    (re.compile(r"[‘’“”]"), "a curved quotation mark, drawn as wide as a Chinese character; write a straight one"),
)

_ANY_RULES = (
    (re.compile(r"[!！]"), "an exclamation mark"),
    (re.compile(r"  "), "two spaces in a row"),
)


def faults(text: str, language: str) -> Iterator[str]:
    """Everything in `text` that is against the house style, each with the place it occurs at."""
    if not text.strip():
        yield "is empty"
        return
    try:
        fixed = "".join(fixed + ("" if name is None else _FILLED) for fixed, name, _, _ in Formatter().parse(text))
    except ValueError as error:
        yield f"has braces that are not a placeholder: {error}"
        return
    if language == "en" and text == "中文":  # the button that leads back to Chinese
        return
    rules = _ANY_RULES + (_CHINESE_RULES if language == "zh" else _ENGLISH_RULES)
    for pattern, fault in rules:
        for match in pattern.finditer(fixed):
            around = fixed[max(0, match.start() - 3) : match.end() + 3].replace(_FILLED, "{}")
            yield f"has {fault}: “{around}”"
    if language == "zh":
        for word, instead in _UNWELCOME.items():
            if word in fixed:
                yield f"says {word}: {instead}"


def placeholders(text: str) -> frozenset[str]:
    """The names in braces. Raises ValueError where braces do not match."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
