"""A telephone number as it is typed on a digit pad: what a key does to it, how it is grouped, whether it can be one.

Whoever types it knows it better than any rule, so that only slips are held back: a mobile number has eleven digits
(工信部 电信网编号计划 2017: 1 and ten more), a landline seven or eight, with its area code up to twelve.
"""

BACKSPACE = "backspace"
CLEAR = "clear"
KEYS = (*"123456789", CLEAR, "0", BACKSPACE)  # of the pad, three in a row

_DIGITS = "0123456789"
_MOBILE = "1"
_SHORT_AREA_CODES = ("01", "02")  # 010, 020 and their like have three digits, all others four
_LEAST = 7
_MOBILE_DIGITS = 11
_REAL_KEYS = {"\b": BACKSPACE, "\x7f": BACKSPACE, "\x1b": CLEAR}  # of a keyboard that is plugged in


def typed(number: str, key: str) -> str:
    """`number` after `key`; a digit too many and keys that mean nothing here change nothing."""
    match _REAL_KEYS.get(key, key):
        case "backspace":
            return number[:-1]
        case "clear":
            return ""
        case digit if len(digit) == 1 and digit in _DIGITS and len(number) < sum(_groups(number)):
            return number + digit
        case _:
            return number


def grouped(number: str) -> tuple[str, ...]:
    """As it is read: 138 0000 0000, 010 6601 0000, 0371 6601 0000, 6601 0000."""
    begin, groups = 0, []
    for length in _groups(number):
        groups.append(number[begin : begin + length])
        begin += length
    return tuple(filter(None, groups))


def fits(number: str) -> bool:
    """Whether somebody can be called by it, as far as its digits tell."""
    return len(number) == _MOBILE_DIGITS if number.startswith(_MOBILE) else len(number) >= _LEAST


def _groups(number: str) -> tuple[int, ...]:
    return (3, 4, 4) if number.startswith((_MOBILE, *_SHORT_AREA_CODES)) else (4, 4, 4)
