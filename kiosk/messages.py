"""What the kiosk's own parts tell its flow, beside what the server delivers (queue_server.client.session)."""

from enum import StrEnum
from typing import TypeAlias

import msgspec

from config.configuration import HallConfiguration
from config.hall import Station
from hardware.protocols.id_card import Kind
from queue_server.client.session import AnyDelivery
from queue_server.contract.commands import DeviceHealth
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import AppointmentView, PreReviewView, RateableView, SlotsView


class Word(msgspec.Struct, frozen=True):
    """Shared shape of what a part of the kiosk tells."""


class ConfigurationArrived(Word, frozen=True):
    """Who this kiosk is and what its hall runs on. `public_url` begins the addresses of ticket pages."""

    station: Station
    configuration: HallConfiguration
    configuration_hash: str
    public_url: str


class PrinterSeen(Word, frozen=True):
    """A ticket printer's health, once at the start and then whenever it changes."""

    device_id: str
    health: DeviceHealth


class ReaderSeen(Word, frozen=True):
    """The health of an ID card reader or a code reader, likewise."""

    device_id: str
    health: DeviceHealth


class CodeScanned(Word, frozen=True):
    """What a code reader has read, as it stands: it may hold anything."""

    text: str


class CardTrouble(StrEnum):
    """Why a card that was laid down did not count."""

    UNREADABLE = "unreadable"
    TAKEN_AWAY = "taken_away"  # before it was read
    NOT_LIFTED = "not_lifted"  # since a card was read, perhaps somebody else's
    WRONG_CARD = "wrong_card"  # some other card
    REJECTED = "rejected"  # card and reader did not recognise one another
    UNKNOWN_CARD = "unknown_card"  # of a layout that is not public
    READER = "reader"  # the reader is lost, silent or out of order


class CardLaid(Word, frozen=True):
    """A card was read for reading number `asked`: what is used of it, and nothing else. `repr` keeps it to itself.

    `born` and `valid_to` as they stand there: YYYYMMDD, 长期, or blank.
    """

    asked: int
    kind: Kind
    number: str
    born: str
    valid_to: str

    def __repr__(self) -> str:
        return f"CardLaid({self.asked}, {self.kind})"


class CardAwaited(Word, frozen=True):
    """The reader waits for a card. `trouble`: what was the matter with the one before, or with the reader."""

    asked: int
    trouble: CardTrouble | None = None


class RateableFetched(Word, frozen=True):
    """What may be rated of the slip whose `code` was scanned."""

    code: str
    rateable: RateableView


class RateableNotFetched(Word, frozen=True):
    """Nothing, or not now."""

    code: str
    why: RefusalCode


class PreReviewFetched(Word, frozen=True):
    """The pre-review with the `code` somebody has typed."""

    code: str
    pre_review: PreReviewView


class PreReviewNotFetched(Word, frozen=True):
    """There is none to be had under this code, or not now."""

    code: str
    why: RefusalCode


class AppointmentsFetched(Word, frozen=True):
    """What came of look-up number `asked`; what was typed for it is not told again.

    `person_key`: opaque, of the person who was asked for.
    """

    asked: int
    appointments: tuple[AppointmentView, ...]
    person_key: str | None = None


class AppointmentsNotFetched(Word, frozen=True):
    asked: int
    why: RefusalCode


class SlotsFetched(Word, frozen=True):
    """What can be booked of an item."""

    slots: SlotsView


class SlotsNotFetched(Word, frozen=True):
    """Not to be had now."""

    item_id: str


class SlipStage(StrEnum):
    """How far a slip has come, as the printer itself tells."""

    SENT = "sent"  # the printer has the first of it
    PRINTING = "printing"  # paper moves
    CUT = "cut"


class SlipAdvanced(Word, frozen=True):
    """`share` of what is printed, 0 to 1, that the printer has reported as printed.

    `ticket_id` is the ticket of a slip, or the name under which a list or a sheet was printed.
    """

    ticket_id: str
    stage: SlipStage
    share: float


class SlipPrinted(Word, frozen=True):
    """The printer has said that the slip is out. `short`: a slip in place of a sheet of A4."""

    ticket_id: str
    short: bool = False


class SlipFailed(Word, frozen=True):
    """No slip came out. `partly`: a piece of one may have. `unknown`: nobody can say whether a sheet did, or will."""

    ticket_id: str
    partly: bool = False
    unknown: bool = False


AnyMessage: TypeAlias = (
    AnyDelivery
    | AppointmentsFetched
    | AppointmentsNotFetched
    | CardAwaited
    | CardLaid
    | CodeScanned
    | ConfigurationArrived
    | PreReviewFetched
    | PreReviewNotFetched
    | PrinterSeen
    | RateableFetched
    | RateableNotFetched
    | ReaderSeen
    | SlipAdvanced
    | SlipPrinted
    | SlotsFetched
    | SlotsNotFetched
    | SlipFailed
)
