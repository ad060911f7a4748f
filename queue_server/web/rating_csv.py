"""The indicators of ratings as a table that spreadsheets read: RFC 4180, with the mark of UTF-8. Pure."""

from collections.abc import Iterator
from typing import Final

from config.i18n import Texts
from queue_server.contract.commands import RatingLevel
from queue_server.reports.rate import Rate
from queue_server.reports.ratings import Figures, Line, RatingReport

MARK: Final = "\ufeff"

_COUNTS: Final = ("due", "rated", "defaulted", "excluded", "again", "with_trainee")
_RATES: Final = (
    *("rated_of_due", "unrated_of_due", "good_of_due", "good_of_rated", "poor_of_rated", "stars"),
    *("rectified", "rectified_in_time", "called_back"),
)  # fmt: skip
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would reckon with a text that begins so


def table(report: RatingReport, texts: Texts, language: str) -> str:
    """The whole hall first, then the lines; of each rate numerator, denominator and quotient."""
    rows = [_heading(texts, language), _row(None, report.total, texts, language)]
    rows += [_row(line, line.figures, texts, language) for line in report.lines]
    return MARK + "".join(",".join(map(_field, row)) + "\r\n" for row in rows)


def _heading(texts: Texts, language: str) -> list[str]:
    def text(key: str, **values: str) -> str:
        return texts.text(f"indicators.{key}", language, **values)

    heading = [text(f"column.{name}") for name in ("key", "number", "name", "rank", *_COUNTS)]
    heading += [text(f"level.{level.value}") for level in RatingLevel]
    for name in _RATES:
        rate = text(f"rate.{name}")
        heading += [text("column.numerator", rate=rate), text("column.denominator", rate=rate), rate]
    return heading


def _row(line: Line | None, figures: Figures, texts: Texts, language: str) -> list[str]:
    if line is None:
        first = ["", "", texts.text("indicators.whole_hall", language), ""]
    else:
        name = "" if line.name is None else line.name.zh if language == "zh" else line.name.en
        first = [line.key or "", line.number or "", name, str(line.rank or "")]
    return [
        *first,
        *(str(getattr(figures, name)) for name in _COUNTS),
        *(str(count) for count in figures.levels.values()),
        *(part for name in _RATES for part in _rate(getattr(figures, name))),
    ]


def _rate(rate: Rate) -> Iterator[str]:
    yield str(rate.numerator)
    yield str(rate.denominator)
    yield f"{rate.rate:.4f}" if rate.rate is not None else ""


def _field(text: str) -> str:
    guarded = f"'{text}" if text.startswith(_FORMULA) else text
    return '"' + guarded.replace('"', '""') + '"'
