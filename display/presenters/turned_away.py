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

    def message(language: str) -> Message:
        def words(key: str) -> str:
            return texts.text(f"display.turned_away.{key}", language)

        return Message(
            heading=words(f"heading.{reason}"),
            meanwhile=words(f"meanwhile.{station.kind}"),
            remedy=words(f"remedy.{reason}"),
            station=station.name.text(language),
        )

    return TurnedAway(_ICONS[reason], tuple(message(language) for language in LANGUAGES), station.id)


def examples(station: Sequence[str], meanwhile: Sequence[str], station_id: str) -> dict[str, TurnedAway]:
    """The page of a station with these names, in each language, for each reason."""
    said: dict[Reason, tuple[tuple[str, str], ...]] = {
        Reason.OUTDATED: (
            ("本机需要更新", "请联系技术人员更新本机"),
            ("This station needs an update", "Please tell the technician to update it"),
        ),
        Reason.UNKNOWN: (
            ("本机的登记已失效", "请联系技术人员重新登记本机"),
            ("This station is no longer enrolled", "Please tell the technician to enrol it again"),
        ),
        Reason.REFUSED: (
            ("本机暂时不能接入大厅", "请联系技术人员检查本机"),
            ("This station cannot join the hall now", "Please tell the technician to check it"),
        ),
    }
    return {
        f"turned away, {reason}": TurnedAway(
            _ICONS[reason],
            tuple(
                Message(heading, instead, remedy, name)
                for (heading, remedy), instead, name in zip(words, meanwhile, station, strict=True)
            ),
            station_id,
        )
        for reason, words in said.items()
    }
