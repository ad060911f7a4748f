"""A station the server does not let in says so on its whole screen: to visitors where to turn, to staff whom to ask.

It says it in every language at once, because nobody can choose one here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from config.hall import Station
from config.i18n import LANGUAGES, Texts
from queue_server.contract.refusals import RefusalCode


class Reason(StrEnum):
    """What a person must mend; the codes of the wire, as far as they differ for whoever stands there."""

    OUTDATED = "outdated"  # another protocol
    UNKNOWN = "unknown"  # never enrolled, a new key has taken the place of its own, or gone from the plan
    REFUSED = "refused"  # known, and not let in all the same


_REASONS: dict[RefusalCode, Reason] = {
    RefusalCode.PROTOCOL_OUTDATED: Reason.OUTDATED,
    RefusalCode.WRONG_CREDENTIALS: Reason.UNKNOWN,
    RefusalCode.NOT_SIGNED_IN: Reason.UNKNOWN,
    RefusalCode.STATION_UNKNOWN: Reason.UNKNOWN,
}
_ICONS: dict[Reason, str] = {Reason.OUTDATED: "refresh", Reason.UNKNOWN: "key", Reason.REFUSED: "alert-circle"}


@dataclass(frozen=True)
class Message:
    """The page in one language."""

    heading: str  # what has happened
    meanwhile: str  # where visitors find what is not shown here
    remedy: str  # whom to tell
    station: str


@dataclass(frozen=True)
class TurnedAway:
    icon: str
    messages: tuple[Message, ...]  # one for each language, Chinese first
    station_id: str


def turned_away(code: RefusalCode, station: Station, texts: Texts) -> TurnedAway:
    reason = _REASONS.get(code, Reason.REFUSED)

    def words(key: str) -> tuple[str, ...]:
        return tuple(texts.text(f"display.turned_away.{key}", language) for language in LANGUAGES)

    return _page(reason, station, words(f"heading.{reason}"), words(f"meanwhile.{station.kind}"),
                 words(f"remedy.{reason}"))  # fmt: skip


def _page(
    reason: Reason, station: Station, heading: Sequence[str], meanwhile: Sequence[str], remedy: Sequence[str]
) -> TurnedAway:
    """Each text in every language, in their order."""
    names = [station.name.text(language) for language in LANGUAGES]
    return TurnedAway(
        icon=_ICONS[reason],
        messages=tuple(Message(*said) for said in zip(heading, meanwhile, remedy, names, strict=True)),
        station_id=station.id,
    )


_HEADINGS: dict[Reason, tuple[str, str]] = {
    Reason.OUTDATED: ("本机需要更新", "This station needs an update"),
    Reason.UNKNOWN: ("本机的登记已失效", "This station is no longer enrolled"),
    Reason.REFUSED: ("本机暂时不能接入大厅", "This station cannot join the hall now"),
}
_REMEDIES: dict[Reason, tuple[str, str]] = {
    Reason.OUTDATED: ("请联系技术人员更新本机", "Please tell the technician to update it"),
    Reason.UNKNOWN: ("请联系技术人员重新登记本机", "Please tell the technician to enrol it again"),
    Reason.REFUSED: ("请联系技术人员检查本机", "Please tell the technician to check it"),
}


def examples(meanwhile: tuple[str, str], usual: Station, longest: Station) -> dict[str, TurnedAway]:
    """The page of a usual station for each reason, and that of the one with the longest name."""

    def page(reason: Reason, station: Station) -> TurnedAway:
        return _page(reason, station, _HEADINGS[reason], meanwhile, _REMEDIES[reason])

    pages = {f"turned away, {reason}": page(reason, usual) for reason in Reason}
    return pages | {"turned away, longest text": page(Reason.REFUSED, longest)}
