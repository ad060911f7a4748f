"""What devices showed and did, held against the journal: slips, bars, keypads, tags."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from queue_server.contract.commands import PressKey, RateService, RatingChannel, SlipOutcome, TagOutcome
from queue_server.domain import events
from queue_server.domain.events import Recorded
from simulation.day.bridge import NUMBER, DayBridge, SeenBar
from simulation.day.judgement import Judgement
from simulation.day.ledger import Press, StaffLedger, VisitorLedger

LAG_MS = 6_000  # a bar may be so much behind the journal while its line is well
SILENCE_MS = 14_000  # and so much longer after its line went dead without a word
RECOVERS_MS = 25_000  # so long a device that was at fault is out of step
KEY_COUNTS_MS = 14_000  # as long as the pad keeps it, as long as the hall may take, and two steps of the day
BUZZES_MS = 15_000  # after its call

_ADDRESS = re.compile(r"/t/\S+")


class Devices:
    """`changes`: at each window from when on which number is there, "" for none."""

    def __init__(self, found: Judgement, changes: Mapping[str, Sequence[tuple[int, str]]]) -> None:
        self._found = found
        self._changes = changes
        self._printed: set[str] = set()  # tickets whose slip the printer itself confirmed
        self._keys: list[tuple[int, str, str]] = []  # when, window id, key
        self._rated: Counter[tuple[str, str]] = Counter()
        self._given: dict[str, list[tuple[int, int]]] = defaultdict(list)  # ticket id → when, tag; 0: returned
        self._tags_given: Counter[tuple[str, int]] = Counter()
        self._tag_calls: list[tuple[int, int, TagOutcome]] = []  # when, tag, outcome
        self._called: dict[str, list[int]] = defaultdict(list)  # ticket id → when
        self._lapsed: list[tuple[int, str]] = []  # when, service id
        self._rated_by_key = self._buzzed = self._bars = 0

    @property
    def counts(self) -> dict[str, int]:
        """How much was done with devices."""
        return {
            "keys": len(self._keys),
            "rated_by_key": self._rated_by_key,
            "tags": self._tags_given.total(),
            "buzzed": self._buzzed,
            "bars": self._bars,
        }

    def read(self, recorded: Recorded) -> None:
        """The next event of the journal."""
        event, at_ms = recorded.event, recorded.at_ms
        match event:
            case events.SlipReported(ticket_id=ticket_id, outcome=SlipOutcome.PRINTED):
                self._printed.add(ticket_id)
            case events.KeyPressed(window_id=window_id, key=key):
                self._keys.append((at_ms, window_id, key.value))
            case events.ServiceRated(ticket_id=ticket_id, level=level, channel=RatingChannel.KEYPAD):
                self._rated[ticket_id, level.value] += 1
            case events.RatingLapsed(service_id=service_id):
                self._lapsed.append((at_ms, service_id))
            case events.TagGiven(ticket_id=ticket_id, tag=tag):
                self._given[ticket_id].append((at_ms, tag))
                self._tags_given[ticket_id, tag] += 1
            case events.TagReturned(ticket_id=ticket_id):
                self._given[ticket_id].append((at_ms, 0))
            case events.TagCallReported(tag=tag, outcome=outcome):
                self._tag_calls.append((at_ms, tag, outcome))
            case events.TicketCalled(ticket_id=ticket_id) | events.TicketRecalled(ticket_id=ticket_id):
                self._called[ticket_id].append(at_ms)

    # --- slips --------------------------------------------------------------------------------------------------------

    def hear_slips(self, slips: Sequence[str], ticket_of: Callable[[str], str | None]) -> None:
        """All that came out of all printers; `ticket_of` the address on it. One slip for one number."""
        out: Counter[str] = Counter()
        for slip in slips:
            if (address := _ADDRESS.search(slip)) is not None:
                out[ticket_of(address[0]) or address[0]] += 1
        for ticket_id, number in out.items():
            if number > 1:
                self._found.doubled.append(f"{number} slips came out for {ticket_id}")
        for ticket_id in self._printed - out.keys():
            self._found.lost.append(f"the slip of {ticket_id} is reported as printed and did not come out")

    # --- bars ---------------------------------------------------------------------------------------------------------

    def hear_bar(self, bar: SeenBar, bridge: DayBridge) -> None:
        """It shows only numbers that are at its window, and some seconds after each change there what is so."""
        changes = self._changes.get(bar.window_id, ())
        times = [at_ms for at_ms, _ in changes]
        for at_ms, text in bar.seen:
            self._bars += 1
            number = _number(text)
            lag_ms = LAG_MS + (0 if _is_well(bridge.away, at_ms - SILENCE_MS, at_ms) else SILENCE_MS)
            first = max(0, bisect_right(times, at_ms - lag_ms) - 1)
            there = {number for _, number in changes[first : bisect_right(times, at_ms)]}
            if number and number not in there:
                self._found.contradicted.append(f"{bar.name} showed {number}, the journal has {sorted(there)} there")
        shown_at, until_ms = [at_ms for at_ms, _ in bar.seen], bridge.off_ms
        for (at_ms, number), following_ms in zip(changes, [*times, until_ms][1:], strict=True):
            look_ms = at_ms + LAG_MS
            from_ms = at_ms - RECOVERS_MS
            well = _is_well(bridge.away, from_ms, look_ms) and bar.history.was_well(from_ms, look_ms)
            place = bisect_right(shown_at, look_ms) - 1
            if not well or look_ms >= min(following_ms, until_ms) or not shown_at or from_ms < shown_at[0]:
                continue
            shown = _number(bar.seen[place][1])
            if shown != number:
                self._found.contradicted.append(
                    f"{bar.name} showed {shown or 'nobody'}, {number or 'nobody'} was there"
                )

    # --- keypads ------------------------------------------------------------------------------------------------------

    def hear_keys(self, bridge: DayBridge, ledgers: Sequence[StaffLedger]) -> None:
        """Every key in the journal was pressed, and was pressed once for each time it is there."""
        pressed = sorted((press for ledger in ledgers for press in ledger.pressed), key=lambda press: press.at_ms)
        unheard = list(pressed)
        for at_ms, window_id, key in self._keys:
            mine = (
                press
                for press in unheard
                if (press.window_id, press.key) == (window_id, key)
                and press.at_ms <= at_ms <= press.at_ms + KEY_COUNTS_MS
            )
            press = next(mine, None)
            if press is None:
                self._found.doubled.append(
                    f"the key {key} at {window_id} was carried out once more than it was pressed"
                )
            else:
                unheard.remove(press)
        for press in unheard:
            if press.seen:
                self._found.lost.append(f"{press.key} at {press.window_id} was seen to be done; the journal has no key")
            elif self._must_count(press, bridge):
                self._found.lost.append(f"{press.key} at {press.window_id} was pressed and nothing came of it")

    def _must_count(self, press: Press, bridge: DayBridge) -> bool:
        from_ms, until_ms = press.at_ms - RECOVERS_MS, press.at_ms + KEY_COUNTS_MS
        pads = bridge.call_pads
        refused = any(
            isinstance(command, PressKey) and command.window_id == press.window_id and press.at_ms <= at_ms <= until_ms
            for at_ms, command in bridge.refused
        )
        well = _is_well(bridge.away, from_ms, until_ms) and pads.history.was_well(from_ms, until_ms)
        well = well and until_ms < bridge.off_ms
        return well and not refused and not pads.refused_within(pads.address_at[press.window_id], press.at_ms, until_ms)

    def _rated_on_pads(self, bridge: DayBridge, ledgers: Sequence[VisitorLedger]) -> Counter[tuple[str, str]]:
        """What visitors pressed, as far as it counts: what their pad showed to be taken, unless the hall refused it;
        of the rest, what the journal has."""
        rated: Counter[tuple[str, str]] = Counter()
        pads = bridge.rating_pads
        for ledger in ledgers:
            for press in ledger.pressed:
                about = (ledger.ticket_id, press.key)
                until_ms = press.at_ms + KEY_COUNTS_MS
                refused = any(
                    isinstance(command, RateService) and press.at_ms <= at_ms <= until_ms
                    for at_ms, command in bridge.refused
                )
                well = _is_well(bridge.away, press.at_ms - RECOVERS_MS, until_ms)
                well = well and pads.history.was_well(press.at_ms - RECOVERS_MS, until_ms)
                lapsed = any(  # a lamp goes out for that too, and then nobody can tell
                    service_id.startswith(f"{ledger.ticket_id}.") and press.at_ms <= at_ms <= until_ms
                    for at_ms, service_id in self._lapsed
                )
                certain = press.seen and well and not refused and not lapsed
                if certain or self._rated[about] > rated[about]:
                    rated[about] += 1
        self._rated_by_key = rated.total()
        return rated

    def hear_rating_pads(self, bridge: DayBridge, ledgers: Sequence[VisitorLedger]) -> None:
        """Every rating by key in the journal was pressed, and each that must count is there."""
        self._found.compare(self._rated_on_pads(bridge, ledgers), self._rated, "a rating")

    # --- tags ---------------------------------------------------------------------------------------------------------

    def hear_tags(self, bridge: DayBridge, ledgers: Sequence[StaffLedger]) -> None:
        """Each call of a tag's holder calls the tag once at most, and nothing else does."""
        given: Counter[tuple[str, int]] = Counter()
        for ledger in ledgers:
            given.update(ledger.tags)
        self._found.compare(given, self._tags_given, "a tag that was given")
        self._buzzed = len(bridge.base.buzzes)
        unheard = sorted(
            (at_ms, tag)
            for ticket_id, times in self._called.items()
            for at_ms in times
            if (tag := self._tag_of(ticket_id, at_ms))
        )
        for at_ms, tag in bridge.base.buzzes:
            call = next((c for c in unheard if c[1] == tag and c[0] <= at_ms <= c[0] + BUZZES_MS), None)
            if call is None:
                self._found.doubled.append(f"the tag {tag} buzzed without a call, or once more for one")
            else:
                unheard.remove(call)
        buzzes = list(bridge.base.buzzes)
        for at_ms, tag, outcome in self._tag_calls:
            buzz = next((b for b in buzzes if b[1] == tag and at_ms - BUZZES_MS <= b[0] <= at_ms), None)
            if buzz is not None:
                buzzes.remove(buzz)
            if outcome is TagOutcome.CALLED and buzz is None:
                self._found.lost.append(f"the tag {tag} is said to have been called, and did not buzz")

    def _tag_of(self, ticket_id: str, at_ms: int) -> int:
        given = [tag for since_ms, tag in self._given.get(ticket_id, ()) if since_ms <= at_ms]
        return given[-1] if given else 0


def _number(text: str) -> str:
    return found[0] if (found := NUMBER.search(text)) is not None else ""


def _is_well(away: Sequence[tuple[int, int]], from_ms: int, until_ms: int) -> bool:
    return not any(since_ms <= until_ms and from_ms <= over_ms for since_ms, over_ms in away)
