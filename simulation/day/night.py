"""The numbers taken while windows were closed, as the journal tells them: they keep their day and their order."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from config.configuration import HallConfiguration
from config.i18n import Texts
from kiosk.presenters.outlook import Outlook
from queue_server.domain import events
from queue_server.domain.events import Recorded
from simulation.day.judgement import Judgement
from simulation.day.ledger import VisitorLedger

_SENT_ON = (events.TicketTransferred, events.TicketSentAway, events.TicketCameBack, events.StageFinished)
BY_PLACE = ("longest_waiting", "chosen")  # calls by which nobody of the night may be passed over


class NightNumbers:
    def __init__(self, hall: HallConfiguration, texts: Texts, found: Judgement) -> None:
        self._texts = texts
        self._found = found
        self._begun = False
        self._issued: dict[str, tuple[str, events.TicketIssued]] = {}  # ticket id → the day it is for
        self._waiting: dict[str, list[str]] = defaultdict(list)  # queue id → not called yet, in the order taken
        self._queue_of: dict[str, str] = {}
        self._place: dict[str, int] = {}
        self._sooner: set[str] = set()  # tickets that a priority class counts for, or an appointment

    @property
    def count(self) -> int:
        return len(self._issued)

    def read(self, recorded: Recorded) -> None:
        """The next event of the journal."""
        event = recorded.event
        match event:
            case events.DayOpened(early=early):
                self._begun = not early
            case events.DayBegan():
                self._begun = True
            case events.DayClosed():
                self._begun = False
            case events.TicketIssued(ticket_id=ticket_id, queue_id=queue_id):
                self._queue_of[ticket_id], self._place[ticket_id] = queue_id, event.place
                if event.priority is not None or event.appointment_id is not None:
                    self._sooner.add(ticket_id)
                if not self._begun:
                    self._issued[ticket_id] = (recorded.business_day or "", event)
                    self._waiting[queue_id].append(ticket_id)
            case events.TicketCalled(ticket_id=ticket_id, rule=rule):
                if rule in BY_PLACE:
                    self._called(ticket_id)
                self._over(ticket_id)
            case (
                events.TicketTransferred() | events.TicketSentAway() | events.TicketCameBack() | events.StageFinished()
            ):
                self._queue_of[event.ticket_id], self._place[event.ticket_id] = event.queue_id, event.place
            case events.TicketRequeued(ticket_id=ticket_id, place=place):
                self._place[ticket_id] = place
            case events.PriorityGranted(ticket_id=ticket_id):
                self._sooner.add(ticket_id)
            case (
                events.TicketCancelled(ticket_id=id_)
                | events.TicketVoided(ticket_id=id_)
                | events.TicketExpired(ticket_id=id_)
            ):
                self._over(id_)

    def _called(self, ticket_id: str) -> None:
        """Who has waited longest of that queue must have been called before; what else counts is told elsewhere."""
        for waiting in self._waiting[self._queue_of[ticket_id]]:
            if self._place[waiting] < self._place[ticket_id] and not {waiting, ticket_id} & self._sooner:
                self._found.contradicted.append(f"{waiting}, taken at night, was passed over by {ticket_id}")

    def _over(self, ticket_id: str) -> None:
        for waiting in self._waiting.values():
            if ticket_id in waiting:
                waiting.remove(ticket_id)

    def hear(self, ledgers: Sequence[VisitorLedger]) -> None:
        """Who took a number earlier stands further in front, and everybody was told for which day theirs is."""
        last: dict[str, tuple[int, VisitorLedger]] = {}
        for ledger in sorted(ledgers, key=lambda ledger: ledger.took_ms):
            if ledger.ticket_id not in self._issued:
                continue
            day, issued = self._issued[ledger.ticket_id]
            place, before = last.get(issued.queue_id, (0, ledger))
            if issued.appointment_id is not None:
                continue
            if issued.place <= place:
                self._found.contradicted.append(
                    f"visitor {ledger.visitor} took {ledger.number} after visitor {before.visitor}, and stands before"
                )
            last[issued.queue_id] = (issued.place, ledger)
            self._hear_day(ledger, date.fromisoformat(day))

    def _hear_day(self, ledger: VisitorLedger, day: date) -> None:
        words = Outlook(self._texts, ledger.language).date(day)
        promised = {
            "screen": (ledger.caption, self._texts.text("kiosk.ticket.caption_for_day", ledger.language, day=words)),
            "slip": (ledger.slip, self._texts.text("slip.for_day", ledger.language, day=words)),
        }
        for where, (said, sentence) in promised.items():
            if said and squeezed(sentence) not in squeezed(said):
                self._found.contradicted.append(
                    f"visitor {ledger.visitor}: the {where} of {ledger.number} does not say {sentence!r}"
                )


def squeezed(words: str) -> str:
    """Without the spaces and the line ends that paper brings in."""
    return "".join(words.split())
