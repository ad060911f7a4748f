"""Who is under fourteen: of them nothing is processed without their guardian. Pure.

Source: 个人信息保护法 (PIPL) articles 28 and 31: all that is known of a child under fourteen is sensitive.
"""

from datetime import date

from config import id_number

FOURTEEN = 14  # years; from that birthday on one decides for oneself


def is_child(born: date | None, today: date) -> bool:
    """Who does not say when they were born is none."""
    return born is not None and (today.year - born.year, (today.month, today.day)) < (
        FOURTEEN,
        (born.month, born.day),
    )


def born_by(number: str, today: date) -> date | None:
    """As a typed number says it, of eighteen characters or the fifteen of before 1999. Raises NotAnIdNumber."""
    longer = id_number.from_fifteen(number) if len(number) == 15 and number.isdigit() else number
    return id_number.parse(longer, today).born
