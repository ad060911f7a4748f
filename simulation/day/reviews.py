"""The pre-reviews as the journal tells them, held against what applicants and clerks wrote down."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from config.configuration import HallConfiguration
from config.hall import WindowKind
from config.i18n import LANGUAGES, Texts
from config.pre_review import Finding, Verdict
from kiosk.errand import asks_a_person, lacking
from queue_server.domain import events
from queue_server.domain.events import PreReviewFiled, Recorded
from queue_server.reports.pre_reviews import PreReviewReport
from simulation.day.judgement import Judgement
from simulation.day.ledger import Advice, Check, StaffLedger, VisitorLedger
from simulation.day.night import squeezed

_OVER = (events.TicketCancelled, events.TicketVoided, events.TicketExpired, events.ServingFinished, events.TicketMissed)


@dataclass(frozen=True)
class Looked:
    """A line, and what a clerk said of it."""

    pre_review_id: str
    about: str
    machine: str
    clerk: str


class PreReviews:
    def __init__(self, hall: HallConfiguration, texts: Texts, found: Judgement) -> None:
        self._hall = hall
        self._texts = texts
        self._found = found
        self._filed: dict[str, PreReviewFiled] = {}
        self._looked: Counter[Looked] = Counter()
        self._open: dict[str, str] = {}  # pre-review id → ticket on its way with it
        self._ticket: dict[str, events.TicketIssued] = {}

    @property
    def verdicts(self) -> dict[str, int]:
        """How many of each were filed."""
        counts = Counter(filed.verdict for filed in self._filed.values())
        return {verdict.value: counts[verdict] for verdict in Verdict}

    # --- the journal ----------------------------------------------------------------------------------------------

    def read(self, recorded: Recorded) -> None:
        """The next event of the journal."""
        event = recorded.event
        match event:
            case PreReviewFiled(pre_review_id=pre_review_id):
                if pre_review_id in self._filed:
                    self._found.doubled.append(f"{pre_review_id} was filed twice")
                self._filed[pre_review_id] = event
            case events.PreReviewLineChecked(pre_review_id=pre_review_id, about=about, machine=machine, clerk=clerk):
                self._looked[Looked(pre_review_id, about, machine.value, clerk.value)] += 1
            case events.TicketIssued(pre_review_id=str(pre_review_id)):
                self._issued(event, pre_review_id)
            case _ if isinstance(event, _OVER):
                issued = self._ticket.get(event.ticket_id)
                if issued is not None and issued.pre_review_id is not None:
                    self._open.pop(issued.pre_review_id, None)
            case events.TicketRequeued(ticket_id=ticket_id) if ticket_id in self._ticket:
                self._open[self._ticket[ticket_id].pre_review_id or ""] = ticket_id

    def _issued(self, event: events.TicketIssued, pre_review_id: str) -> None:
        """One ticket at a time, with the verdict that was filed, to the windows it leads to."""
        filed = self._filed.get(pre_review_id)
        if filed is None:
            self._found.contradicted.append(f"{event.ticket_id} was taken with {pre_review_id}, which was never filed")
            return
        if pre_review_id in self._open:
            self._found.doubled.append(
                f"{event.ticket_id} was taken with {pre_review_id}, and so was {self._open[pre_review_id]}"
            )
        self._open[pre_review_id] = event.ticket_id
        self._ticket[event.ticket_id] = event
        leads_to = self._leads_to(filed)
        if (event.item_id, event.verdict, event.queue_id) != (filed.item_id, filed.verdict, leads_to):
            self._found.contradicted.append(
                f"{event.ticket_id} waits in {event.queue_id} for {event.item_id} ({event.verdict}); "
                f"{pre_review_id} says {leads_to}, {filed.item_id} ({filed.verdict})"
            )

    def _leads_to(self, filed: PreReviewFiled) -> str:
        advice = (queue.id for queue in self._hall.plan.queues if queue.kind is WindowKind.CONSULTATION)
        item_queue = self._hall.items[filed.item_id].queue_id
        return next(advice, item_queue) if asks_a_person(filed.verdict) else item_queue

    # --- the ledgers of the applicants ----------------------------------------------------------------------------

    def hear(self, ledgers: Sequence[VisitorLedger]) -> None:
        given: dict[str, set[int]] = defaultdict(set)
        without_code: Counter[tuple[str, str]] = Counter()
        for ledger in ledgers:
            for advice in ledger.advice:
                if advice.pre_review_id:
                    given[advice.pre_review_id].add(ledger.visitor)
                    self._hear_advice(f"visitor {ledger.visitor}", advice)
                else:
                    without_code[advice.item_id, advice.verdict] += 1
            self._hear_sheets(ledger)
            self._hear_ticket(ledger)
        for pre_review_id, visitors in given.items():
            if len(visitors) > 1:
                who = ", ".join(map(str, sorted(visitors)))
                self._found.doubled.append(f"{pre_review_id} was given to the visitors {who}")
        # one whose answer never came back was told as a verdict without a code
        for pre_review_id, filed in self._filed.items():
            told = (filed.item_id, filed.verdict.value)
            if pre_review_id not in given:
                without_code[told] -= 1
                if without_code[told] < 0:
                    self._found.doubled.append(
                        f"{pre_review_id} was filed ({filed.verdict}), and nobody was told of it"
                    )

    def _hear_advice(self, who: str, advice: Advice) -> None:
        filed = self._filed.get(advice.pre_review_id)
        if filed is None:
            self._found.lost.append(f"{who} has the code of {advice.pre_review_id}, which the journal does not know")
            return
        told = (advice.item_id, advice.verdict, sorted(advice.lacks))
        kept = (filed.item_id, filed.verdict.value, sorted(self._lacks(filed, advice.language)))
        if told != kept:
            self._found.contradicted.append(f"{who} was told {told}; {advice.pre_review_id} says {kept}")

    def _lacks(self, filed: PreReviewFiled, language: str) -> list[str]:
        item = self._hall.items[filed.item_id]
        for line in filed.answer_lines:
            refusal = item.situation[line.about].by_id[filed.answers[line.about]].ineligible
            if line.finding is Finding.NOT_MET and refusal is not None:
                return [refusal.reason.text(language)]
        return [item.material[line.about].name.text(language) for line in filed.material_lines if lacking(line.finding)]

    def _hear_sheets(self, ledger: VisitorLedger) -> None:
        """A sheet names everything that is missing, and its code is that of a verdict its holder has seen."""
        seen = {advice.pre_review_id for advice in ledger.advice}
        for sheet in ledger.sheets:
            filed = self._filed.get(sheet.pre_review_id)
            if sheet.pre_review_id not in seen or (sheet.pre_review_id and filed is None):
                self._found.contradicted.append(
                    f"visitor {ledger.visitor}: a sheet has the code of {sheet.pre_review_id}, which was never shown"
                )
            elif filed is not None and not any(self._names_all(sheet.words, filed, each) for each in LANGUAGES):
                self._found.contradicted.append(
                    f"visitor {ledger.visitor}: the sheet of {sheet.pre_review_id} does not name all that is missing"
                )

    def _names_all(self, words: str, filed: PreReviewFiled, language: str) -> bool:
        return all(squeezed(name) in squeezed(words) for name in self._lacks(filed, language))

    def _hear_ticket(self, ledger: VisitorLedger) -> None:
        issued = self._ticket.get(ledger.ticket_id)
        taken_with = issued.pre_review_id if issued is not None else None
        if ledger.has_ticket and ledger.reviewed and ledger.reviewed != taken_with:
            self._found.lost.append(
                f"visitor {ledger.visitor} took {ledger.number} with {ledger.reviewed}, the journal with {taken_with}"
            )
        if issued is None or issued.verdict is None or not ledger.slip:
            return
        said = [v for v in Verdict if squeezed(self._sentence(v, ledger.language)) in squeezed(ledger.slip)]
        if said != [issued.verdict]:
            self._found.contradicted.append(
                f"visitor {ledger.visitor}: the slip of {ledger.number} says {said}, the journal {issued.verdict}"
            )

    def _sentence(self, verdict: Verdict, language: str) -> str:
        return self._texts.text(f"slip.verdict_{verdict.value}", language)

    # --- the ledgers of the clerks --------------------------------------------------------------------------------

    def hear_staff(self, ledgers: Sequence[StaffLedger]) -> None:
        told = Counter(
            Looked(check.pre_review_id, check.about, check.machine, check.clerk)
            for ledger in ledgers
            for check in ledger.checks
        )
        self._found.compare(told, self._looked, "a checked line")

    def hear_report(self, report: PreReviewReport, ledgers: Sequence[StaffLedger]) -> None:
        """The report counts what the clerks counted, item by item."""
        told = tally(standing(ledgers))
        said = {item.item_id: (item.differed.numerator, item.differed.denominator) for item in report.items}
        for item_id in sorted(told.keys() | said.keys()):
            if (clerks := told.get(item_id, (0, 0))) != said.get(item_id, (0, 0)):
                self._found.contradicted.append(
                    f"of {item_id} the report says {said.get(item_id)} lines were found otherwise, the clerks {clerks}"
                )
        filed = Counter(filed.item_id for filed in self._filed.values())
        if filed != Counter({item.item_id: item.filed for item in report.items}):
            self._found.contradicted.append("the report has other pre-reviews than the journal")


def standing(ledgers: Iterable[StaffLedger]) -> list[Check]:
    """Of each line that was checked the last word."""
    checks = sorted((check for ledger in ledgers for check in ledger.checks), key=lambda check: check.seq)
    return list({(check.pre_review_id, check.kind, check.about): check for check in checks}.values())


def tally(checks: Iterable[Check]) -> dict[str, tuple[int, int]]:
    """For each item: lines found otherwise, lines checked."""
    counts: dict[str, tuple[int, int]] = {}
    for check in checks:
        differing, checked = counts.get(check.item_id, (0, 0))
        counts[check.item_id] = (differing + (check.clerk != check.machine), checked + 1)
    return counts
