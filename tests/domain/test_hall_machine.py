"""A hall at random: any command, by anybody, at any time. It stays sound, and its journal gives the same hall again."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from config.catalogue import ServiceItem
from config.configuration import HallConfiguration
from config.hall import StationKind
from config.pre_review import Brought, Finding
from queue_server.contract import commands as c
from queue_server.contract.actors import SYSTEM, Actor
from queue_server.contract.commands import ALLOWED, AnyCommand
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import AnyView, TicketState, WindowState
from queue_server.domain import deadlines, foresight, invariants, routing
from queue_server.domain.business_day import business_day, coming_day
from queue_server.domain.decide import decide
from queue_server.domain.events import Recorded
from queue_server.domain.evolve import evolve
from queue_server.domain.lifecycle import FINAL
from queue_server.domain.state import HallState
from queue_server.domain.topics import EVERY_TICKET, touched
from queue_server.domain.views import view
from queue_server.domain.views.actions import refusal
from queue_server.domain.views.ratings import rateable_view
from tests.domain.by_hand import ahead_by_playing
from tests.domain.small_hall import (
    ANN,
    APPOINTMENTS,
    BO,
    BRIDGE,
    CAI,
    DAY,
    DEE,
    GUS,
    KIOSK,
    NINE_MS,
    OTHER_KIOSK,
    OTHER_TERMINAL,
    PORTAL,
    PRIORITY,
    TERMINAL,
    TOM,
    WARDEN,
    configuration,
    fingerprint,
    guided_tables,
    local_time,
    permit,
    publication,
    ruled_tables,
    tables,
    visitor,
)

CLERKS = (ANN, BO, CAI)
ACTORS = (*CLERKS, DEE, GUS, TOM, KIOSK, OTHER_KIOSK, PORTAL, TERMINAL, OTHER_TERMINAL, BRIDGE, WARDEN, SYSTEM)
WINDOWS = ("w1", "w2", "w3", "w4", "w5", "w9")
QUEUES = ("general", "instant", "cashier", "advice", "nowhere")
ITEMS = ("licence", "stamp", "gone", "coming", "past", "nonsense", "permit")


def plans() -> tuple[HallConfiguration, ...]:
    """Three plans: with priority, with rules too and another guide, and with the general queue and window 1 gone."""
    stricter, smaller = ruled_tables(), tables()
    stricter["catalogue"]["items"][-1] = permit(deferral_days=7)
    stricter["policy"].update(waiting_limit=3, missed_return_places=1, digits=4)
    plan = smaller["plan"]
    plan["queues"], plan["profiles"] = plan["queues"][1:], plan["profiles"][1:]
    plan["profiles"][0]["queue_ids"] = ["instant"]
    plan["windows"] = plan["windows"][1:]
    plan["clerks"][0].update(primary=["w2"], backup=[])
    plan["clerks"][1].update(primary=[], backup=["w2"])
    plan["stations"] = [s for s in plan["stations"] if s.get("window_id") != "w1" and s["id"] not in ("k2", "bridge")]
    smaller["catalogue"]["items"] = [item for item in smaller["catalogue"]["items"] if item["queue_id"] != "general"]
    stricter["policy"]["hours"].update(
        closes_at="12:00", last_ticket_min=170, doors_min=60, lunch={"begins_at": "09:00"}
    )
    stricter["policy"]["pause_reasons"] = ["lunch", "rest"]
    overtaking = guided_tables()
    overtaking["policy"].update(bundle_due_alarm_min=470, misclick_s=1)
    overtaking["policy"]["ratings"] = {"default_after_days": 1, "rate_days": 3, "again_days": 2}
    stricter["policy"]["ratings"] = {"invites": ["finished", "sent_away"], "rate_days": 1}
    overtaking["policy"]["priority"] = {**PRIORITY, "overtakes_at_most": 1, "minutes_at_most": 20}
    for booked in (overtaking, stricter):
        booked["policy"]["paper_series"] = "P"
        booked["policy"]["appointments"] = {**APPOINTMENTS, "days_ahead": 2, "hoarding_signs": 2}
    return configuration(overtaking), configuration(stricter), configuration(smaller)


PLANS = plans()

TOLD: tuple[dict[str, str], ...] = (
    {"for-whom": "self"},
    {"for-whom": "unsure"},
    {"for-whom": "shop"},
    {"for-whom": "other", "letter-signed": "no"},
    {"for-whom": "other"},
)

PERSON, OTHER_PERSON = "a" * 32, "b" * 32

any_number = st.integers(0, 999)


class Chooser:
    """Turns numbers into arguments: mostly such as exist in the hall, now and then one that does not."""

    def __init__(self, state: HallState, numbers: tuple[int, int, int, int], now_ms: int) -> None:
        self.state, self.numbers, self.now_ms = state, numbers, now_ms

    def of(self, which: int, choices: Any, otherwise: Any = "nothing") -> Any:
        options = list(choices)
        return options[self.numbers[which] % len(options)] if options else otherwise

    @property
    def window(self) -> str:
        return str(self.of(0, WINDOWS))

    @property
    def ticket(self) -> str:
        return str(self.of(1, [*self.state.tickets, "nothing"]))

    @property
    def reprint(self) -> tuple[str, str]:
        """Ticket and reprint."""
        return self.of(1, [(each.ticket_id, id_) for id_, each in self.state.reprints.items()], ("nothing", "nothing"))  # type: ignore[no-any-return]

    @property
    def opening(self) -> str:
        return str(self.of(1, [*self.state.openings, "nothing"]))

    @property
    def tagged(self) -> str:
        """Mostly a ticket that has a tag."""
        return str(self.of(1, [*self.state.tags.values(), self.ticket]))

    @property
    def tag_call(self) -> tuple[str, str]:
        """Ticket and call."""
        return self.of(1, [(id_, call.call_id) for id_, call in self.state.tag_calls.items()], ("nothing", "nothing"))  # type: ignore[no-any-return]

    @property
    def queue(self) -> str:
        return str(self.of(2, QUEUES))

    @property
    def service(self) -> str:
        """Of today, or of a day before."""
        return str(self.of(1, [*self.state.services, *self.state.past_services, "nothing"]))

    @property
    def rated(self) -> str:
        """Mostly a service that somebody rated."""
        services = [*self.state.services.items(), *self.state.past_services.items()]
        return str(self.of(1, [*(id_ for id_, service in services if service.rated), self.service]))

    @property
    def told_of(self) -> tuple[str, str | None, str | None]:
        """Of which day; and the number or the window, mostly one of the two."""
        known = self.of(1, [*self.state.services.values(), *self.state.past_services.values()], None)
        if known is None or self.numbers[0] % 4 == 0:
            return self.of(3, (DAY, DAY, self.next_day)), None, self.of(0, WINDOWS)
        return known.business_day or DAY, known.number, self.of(2, (None, None, None, *WINDOWS))

    @property
    def order(self) -> str:
        return str(self.of(1, [*self.state.work_orders.by_id, "WO0"]))

    @property
    def text(self) -> str | None:
        """What was written is taken out before: a rule sees only that there was something."""
        return self.of(3, (None, "…"))  # type: ignore[no-any-return]

    @property
    def alarm(self) -> str:
        return str(self.of(1, [*(alarm.alarm_id for alarm in self.state.alarms.values()), "nothing"]))

    @property
    def station(self) -> str:
        return str(self.of(0, ("k1", "k2", "b1", "r1", "p1", "bridge", "k9")))

    @property
    def request(self) -> str:
        return str(self.of(1, [*self.state.by_request, "key-never-used"]))

    @property
    def window_request(self) -> str:
        return str(self.of(1, [*(asked.request_id for asked in self.state.requests.values()), "nothing"]))

    @property
    def item(self) -> ServiceItem:
        """Mostly the one that asks something."""
        items = self.state.hall.items
        return items.get("permit") or items["stamp"] if self.numbers[0] % 4 else self.of(1, items.values())

    @property
    def told(self) -> tuple[dict[str, str], dict[str, Brought]]:
        """Answers and materials, mostly such as fit."""
        answers = self.of(2, TOLD)
        if not self.item.situations and self.numbers[3] % 4:
            return {}, {"id-card": self.of(1, Brought)}
        return answers, {"id-card": self.of(1, Brought), "form": self.of(3, Brought)}

    @property
    def line(self) -> tuple[str, Finding]:
        return self.of(2, ("id-card", "id-card", "form", "for-whom", "nothing")), self.of(3, Finding)

    @property
    def pre_review(self) -> str:
        return str(self.of(1, [*self.state.pre_reviews, "p999999"]))

    @property
    def for_day(self) -> str | None:
        """For now, or for the day that the hall would name."""
        return coming_day(self.state, self.now_ms) if self.numbers[3] % 2 else None

    @property
    def appointment(self) -> str:
        return str(self.of(1, [*self.state.appointments.by_id, "a0"]))

    @property
    def booked_day(self) -> str:
        """Today or tomorrow, by the clock."""
        today = date.fromisoformat(business_day(self.now_ms, "Asia/Shanghai"))
        return (today + timedelta(days=self.numbers[3] % 2)).isoformat()

    @property
    def notice(self) -> str:
        return str(self.of(1, [*self.state.notices, "nothing"]))

    @property
    def proof(self) -> c.RecordProof:
        """Of a newest call, or of one before it."""
        call = self.of(1, self.state.calls.values(), None)
        if call is None:
            return c.RecordProof("nothing", "nothing.c1")
        call_id = self.of(0, (call.call_id, call.call_id, f"{call.ticket_id}.c1"))
        shown = (c.Showing("b1", None, self.now_ms), c.Showing("bridge", "bar", self.now_ms))
        return c.RecordProof(call.ticket_id, call_id, self.of(2, ((), shown, shown[:1])), self.of(3, ((), ("p1",))))

    @property
    def next_day(self) -> str:
        last = date.fromisoformat(self.state.last_day or DAY)
        return (last + timedelta(days=self.numbers[0] % 3)).isoformat()


MAKE: dict[type[c.Command], Callable[[Chooser], AnyCommand]] = {
    c.IssueTicket: lambda x: x.of(
        2,
        (
            c.IssueTicket(item_id=x.of(0, ITEMS), for_day=x.for_day, person_key=x.of(1, (None, PERSON))),
            c.IssueTicket(queue_id=x.queue, for_day=x.for_day, priority=x.of(0, (None, "urgent", "project"))),
            c.IssueTicket(bundle_id=x.of(0, ("opening", "opening", "closing")), for_day=x.for_day),
            c.IssueTicket(item_id=x.of(0, (None, "permit", "stamp")), pre_review_id=x.pre_review, for_day=x.for_day),
        ),
    ),
    c.EnterPaperTicket: lambda x: c.EnterPaperTicket(
        str(x.of(0, range(1, 9))),
        x.of(1, (None, None, "licence", "gone")),
        x.of(2, (None, *QUEUES)),
        taken_at=x.of(3, (None, None, "09:00", "09:01", "09:10", "12:00")),
        served=x.of(0, (None, None, c.ServedByHand("w1", "ann"), c.ServedByHand(x.window, "bo"))),
    ),
    c.GiveTag: lambda x: c.GiveTag(x.ticket, x.of(0, ("1", "2", "2", "3", "9"))),
    c.ReturnTag: lambda x: c.ReturnTag(x.tagged),
    c.BeginTagCall: lambda x: c.BeginTagCall(*x.tag_call),
    c.ReportTagCall: lambda x: c.ReportTagCall(*x.tag_call, x.of(0, c.TagOutcome)),
    c.WithdrawRequest: lambda x: c.WithdrawRequest(x.request),
    c.ReportSlip: lambda x: c.ReportSlip(x.ticket, x.of(0, c.SlipOutcome)),
    c.VoidTicket: lambda x: c.VoidTicket(x.ticket, "test"),
    c.CancelTicket: lambda x: c.CancelTicket(x.ticket, x.of(0, ("visitor", "visitor", "staff", "because"))),
    c.CallNext: lambda x: c.CallNext(x.window),
    c.CallTicket: lambda x: c.CallTicket(x.window, x.ticket, "chosen"),
    c.RecallTicket: lambda x: c.RecallTicket(x.window, x.ticket),
    c.StartServing: lambda x: c.StartServing(x.window, x.ticket),
    c.FinishServing: lambda x: c.FinishServing(x.window, x.ticket),
    c.BreakOff: lambda x: c.BreakOff(x.window, x.ticket, x.of(2, ("system_down", "system_down", "because"))),
    c.MarkNoShow: lambda x: c.MarkNoShow(x.window, x.ticket, x.of(3, (False, False, True))),
    c.RecordProof: lambda x: x.proof,
    c.RequeueTicket: lambda x: c.RequeueTicket(x.ticket),
    c.ParkTicket: lambda x: c.ParkTicket(x.window, x.ticket),
    c.ResumeTicket: lambda x: c.ResumeTicket(x.window, x.ticket),
    c.TransferTicket: lambda x: x.of(
        3,
        (
            c.TransferTicket(x.window, x.ticket, x.queue, x.of(3, c.Position)),
            c.TransferTicket(x.window, x.ticket, None, x.of(1, c.Position), x.of(2, WINDOWS)),
            c.TransferTicket(x.window, x.ticket, None, x.of(1, c.Position), None, x.of(2, ("ann", "bo", "cai", "gus"))),
            c.TransferTicket(x.window, x.ticket, x.queue, to_window_id=x.of(2, WINDOWS)),
        ),
    ),
    c.SendAway: lambda x: c.SendAway(x.window, x.ticket, x.queue),
    c.NextStage: lambda x: c.NextStage(x.window, x.ticket),
    c.UndoLast: lambda x: c.UndoLast(x.window),
    c.PressKey: lambda x: c.PressKey(
        x.of(0, ("call-pads", "call-pads", "rating-pads", "nothing")), x.of(1, ("w1", "w2", "w3")), x.of(2, c.CallKey)
    ),
    c.ReprintSlip: lambda x: c.ReprintSlip(x.ticket, x.of(0, (None, None, "k1", "k2", "b1", "bridge"))),
    c.BeginReprint: lambda x: c.BeginReprint(*x.reprint),
    c.ReportReprint: lambda x: c.ReportReprint(*x.reprint, printed=x.of(0, (True, False))),
    c.VerifyPriority: lambda x: c.VerifyPriority(x.ticket),
    c.WithdrawPriority: lambda x: c.WithdrawPriority(x.ticket, "test"),
    c.GrantPriority: lambda x: c.GrantPriority(x.ticket, x.of(2, ("urgent", "project", "nothing")), "test"),
    c.RateService: lambda x: c.RateService(
        x.service, x.of(0, c.RatingLevel), reasons=x.of(2, ((), (), ("501",))), stage=x.of(3, (None, *c.RatingStage))
    ),
    c.RateAgain: lambda x: c.RateAgain(x.rated, x.of(0, c.RatingLevel), words=x.of(2, (None, "…"))),
    c.RateErrand: lambda x: c.RateErrand(
        x.of(1, ("printed-1", "printed-2", *x.state.tickets, *x.state.pre_reviews, *x.state.appointments.by_id)),
        x.of(0, c.ErrandKind),
        x.of(2, c.RatingLevel),
    ),
    c.EnterRating: lambda x: c.EnterRating(
        x.of(0, c.ToldChannel), x.told_of[0], x.of(3, c.RatingLevel), *x.told_of[1:]
    ),
    c.AssignWorkOrder: lambda x: c.AssignWorkOrder(x.order, x.of(0, ("bo", "gus", "ann", "x")), x.text),
    c.RecordContact: lambda x: c.RecordContact(x.order, x.of(0, (True, False)), x.text),
    c.RecordStatement: lambda x: c.RecordStatement(x.order, x.of(0, c.StatementSide), "…"),
    c.ChooseCourse: lambda x: c.ChooseCourse(x.order, x.of(0, c.WorkOrderCourse), x.of(2, (None, x.next_day))),
    c.AppealRating: lambda x: c.AppealRating(x.order, "…"),
    c.DecideAppeal: lambda x: c.DecideAppeal(x.order, x.of(0, (True, False)), "…"),
    c.AskExtension: lambda x: c.AskExtension(x.order, "…"),
    c.DecideExtension: lambda x: c.DecideExtension(x.order, x.of(0, (True, False)), x.text),
    c.ReportRectified: lambda x: c.ReportRectified(x.order, "…"),
    c.FeedBack: lambda x: c.FeedBack(x.order, "…"),
    c.CallBack: lambda x: c.CallBack(x.order, x.of(0, (True, False)), x.of(2, (None, True, False)), x.text),
    c.CloseWorkOrder: lambda x: c.CloseWorkOrder(x.order, x.text),
    c.BookAppointment: lambda x: c.BookAppointment(
        x.of(0, ("licence", "stamp", "stamp", "permit")),
        x.booked_day,
        x.of(1, ("09:00", "09:30", "10:00", "10:30", "16:30", "09:10")),
        person_keys=x.of(2, ((), (PERSON,), (PERSON, OTHER_PERSON))),
        source_id=x.of(3, (None, None, "web-1", "web-2")),
    ),
    c.CancelAppointment: lambda x: c.CancelAppointment(x.appointment, x.of(0, ("visitor", "visitor", "staff"))),
    c.CheckIn: lambda x: c.CheckIn(x.appointment, priority=x.of(0, (None, None, "urgent"))),
    c.FilePreReview: lambda x: c.FilePreReview(
        x.item.id, x.of(2, (x.item.version, x.item.version, "0123456789abcdef")), *x.told, earlier=x.of(3, (None, "p1"))
    ),
    c.CheckPreReview: lambda x: c.CheckPreReview(x.window, x.ticket, *x.line),
    c.OpenWindow: lambda x: c.OpenWindow(x.window, x.of(1, (None, None, "eva", "bo"))),
    c.PauseWindow: lambda x: c.PauseWindow(x.window, x.of(1, ("rest", "unwell", "lunch", "because"))),
    c.CloseWindow: lambda x: c.CloseWindow(x.window, x.of(1, (None, "unwell", "unwell", "because"))),
    c.TakeOver: lambda x: c.TakeOver(x.window),
    c.RequestWindow: lambda x: c.RequestWindow(x.window, x.of(1, c.WindowChange), "test"),
    c.ApproveWindow: lambda x: c.ApproveWindow(x.window_request),
    c.RejectWindow: lambda x: c.RejectWindow(x.window_request, "test"),
    c.AssignProfile: lambda x: c.AssignProfile(x.window, x.of(1, (*x.state.hall.profiles, "nothing")), "test"),
    c.OpenDoors: lambda x: c.OpenDoors(coming_day(x.state, x.now_ms) or DAY),
    c.OpenDay: lambda x: c.OpenDay(x.next_day),
    c.CloseDay: lambda x: c.CloseDay(),
    c.PublishConfiguration: lambda x: publication(x.of(0, PLANS)),
    c.PublishIndicators: lambda x: c.PublishIndicators(
        x.of(0, ("2026-09", "2026-10", "2027-12")),
        5,
        *(9, 8, 7, x.of(1, (30, 31))),
        tuple(c.WindowStanding(window_id, 3, 3, 2, 12) for window_id in x.of(2, (("w1",), ("w2", "nothing")))),
    ),
    c.Tick: lambda x: c.Tick(),
    c.ReportDevice: lambda x: c.ReportDevice(x.of(0, ("k1-printer", "k2-printer")), x.of(1, c.DeviceHealth)),
    c.ReportSpot: lambda x: c.ReportSpot(x.of(0, ("originals.png", "film.mp4")), x.of(1, (None, *c.SpotFault))),
    c.ReportStation: lambda x: c.ReportStation(x.station, bool(x.numbers[1] % 2)),
    c.OpenCell: lambda x: c.OpenCell(
        x.of(0, ("lockers", "lockers", "tags")),
        x.of(1, ("1", "2", "3")),
        x.of(2, ("1", "8", "9")),
        x.of(3, ("look", "repair", "because")),
    ),
    c.BeginOpening: lambda x: c.BeginOpening(x.opening),
    c.ReportOpening: lambda x: c.ReportOpening(x.opening, x.of(0, c.OpeningOutcome)),
    c.ReportCell: lambda x: c.ReportCell(
        "lockers", x.of(1, ("1", "2", "3")), x.of(2, ("1", "2")), x.of(3, (True, False))
    ),
    c.CallForHelp: lambda x: c.CallForHelp(),
    c.TakeOutOfService: lambda x: c.TakeOutOfService(x.station, "test"),
    c.ReturnToService: lambda x: c.ReturnToService(x.station),
    c.PublishNotice: lambda x: c.PublishNotice(
        c.PublicText("今天下午税务窗口暂停", x.of(0, (None, "Tax is closed this afternoon"))),
        local_time(x.now_ms + x.of(1, (600_000, 120_000, -60_000))),
        places=x.of(2, ((c.NoticePlace.BOARDS,), (c.NoticePlace.KIOSKS,), tuple(c.NoticePlace))),
        zone_id=x.of(3, (None, None, "west", "nowhere")),
        from_at=x.of(0, (None, local_time(x.now_ms + 60_000), "2026-02-30T09:00")),
        rank=x.of(2, c.NoticeRank),
        notice_id=x.of(3, (None, None, *x.state.notices)),
    ),
    c.WithdrawNotice: lambda x: c.WithdrawNotice(x.notice),
    c.RaiseEmergency: lambda x: x.of(
        0,
        (
            c.RaiseEmergency(x.of(1, ("evacuate", "all-clear", "nothing"))),
            c.RaiseEmergency(text=c.UrgentText(x.of(1, ("请到门口", " ")))),
            c.RaiseEmergency(),
        ),
    ),
    c.EndEmergency: lambda x: c.EndEmergency(),
    c.AcknowledgeAlarm: lambda x: c.AcknowledgeAlarm(x.alarm),
    c.ClearAlarm: lambda x: c.ClearAlarm(x.alarm),
}


def test_the_machine_knows_every_command() -> None:
    assert MAKE.keys() == ALLOWED.keys()


def topics(state: HallState) -> list[str]:
    kinds = ("panel", "rating", "clerk")
    return [
        *("hall", "floor", "board"),
        *(f"bridge:{id_}" for id_, station in state.hall.stations.items() if station.kind is StationKind.BRIDGE),
        *(f"board:{zone_id}" for zone_id in state.hall.zones),
        *(f"{kind}:{window_id}" for kind in kinds for window_id in state.windows),
        *(f"ticket:{ticket.ticket_id}" for ticket in state.tickets.values() if ticket.queue_id in state.waiting),
    ]


def without_alarms(shown: AnyView) -> AnyView:
    """How many there are tells nobody what they are about."""
    return msgspec.structs.replace(shown, alarms=0)


class HallMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.state = HallState()
        self.journal: list[Recorded] = []
        self.now_ms = NINE_MS
        self.keys = 0

    def views(self) -> dict[str, AnyView]:
        return {topic: view(self.state, topic, self.now_ms) for topic in topics(self.state)}

    def give(self, command: AnyCommand, by: Actor) -> CommandRefused | None:
        """Gives the command. A refusal has changed nothing; of what was accepted every changed view was told."""
        self.keys += 1
        before = fingerprint(self.state)
        try:
            events = decide(command, self.state, by, self.now_ms, f"key-{self.keys:05}")
        except CommandRefused as refused:
            assert fingerprint(self.state) == before
            return refused
        assert fingerprint(self.state) == before
        if not events:
            return None
        shown = self.views() if self.state.configuration else {}
        told: set[str] = set()
        for event in events:
            recorded = Recorded(len(self.journal) + 1, self.now_ms, self.state.business_day, by, event)
            self.journal.append(recorded)
            evolve(self.state, recorded)
            touches = touched(event, self.state)
            assert not touches.now & touches.soon
            told |= touches.now | touches.soon
        for topic, now in self.views().items():
            if shown.get(topic) != now:
                assert topic in told or (topic.startswith("ticket:") and EVERY_TICKET in told), (topic, events)
        return None

    @initialize(plan=st.integers(0, len(PLANS) - 1), come=st.sampled_from((0, 2, 8)))
    def begin(self, plan: int, come: int) -> None:
        assert self.give(publication(PLANS[plan]), SYSTEM) is None
        assert self.give(c.OpenDay(DAY), SYSTEM) is None
        for n in range(come):
            self.give(c.IssueTicket(queue_id=QUEUES[n % 2]), KIOSK)
        for clerk, window in ((ANN, "w1"), (BO, "w2"), (CAI, "w3")):
            self.give(c.OpenWindow(window), clerk)

    @rule(
        kind=st.sampled_from(sorted(MAKE, key=lambda kind: kind.__name__)),
        numbers=st.tuples(any_number, any_number, any_number, any_number),
        who=any_number,
        rightly=st.booleans(),
    )
    def anybody_gives_anything(
        self, kind: type[c.Command], numbers: tuple[int, int, int, int], who: int, rightly: bool
    ) -> None:
        command = MAKE[kind](Chooser(self.state, numbers, self.now_ms))
        actors = [*ACTORS, *map(visitor, self.state.tickets)]
        if rightly:
            actors = [actor for actor in actors if actor.may_act_as(*ALLOWED[kind])] or actors
        self.give(command, actors[who % len(actors)])

    @precondition(lambda self: self.state.configuration is not None)
    @rule(
        told=st.sampled_from(TOLD),
        held=st.sampled_from(Brought),
        by=st.sampled_from((KIOSK, PORTAL, GUS)),
        stays=st.booleans(),
    )
    def somebody_asks_first(self, told: dict[str, str], held: Brought, by: Actor, stays: bool) -> None:
        """A pre-review, and mostly a number with it, by day for today and by night for the day to come."""
        permit = self.state.hall.items.get("permit")
        if permit is None:
            return
        command = c.FilePreReview("permit", permit.version, told, {} if "shop" in told.values() else {"id-card": held})
        fits = "letter-signed" in told or told["for-whom"] != "other"
        assert (self.give(command, by) is None) == fits
        if stays and fits:
            pre_review_id = f"p{len(self.journal)}"
            for_day = None if self.state.begun_day else coming_day(self.state, self.now_ms)
            refused = self.give(c.IssueTicket(pre_review_id=pre_review_id, for_day=for_day), KIOSK)
            full = (RefusalCode.QUEUE_FULL, RefusalCode.NUMBERS_OVER, RefusalCode.DAY_CLOSED)
            assert refused is None or refused.code in full, refused

    @precondition(lambda self: self.state.begun_day is not None)
    @rule(
        queue=st.sampled_from(QUEUES[:2]),
        by=st.sampled_from((KIOSK, OTHER_KIOSK, GUS)),
        language=st.sampled_from(("zh", "en")),
        priority=st.sampled_from((None, None, "urgent")),
    )
    def somebody_comes(self, queue: str, by: Actor, language: str, priority: str | None) -> None:
        self.give(c.IssueTicket(queue_id=queue, language=language, priority=priority), by)

    @precondition(lambda self: self.state.begun_day is not None)
    @rule(clerk=st.sampled_from(CLERKS), window=st.sampled_from(WINDOWS[:4]))
    def a_clerk_sits_down(self, clerk: Actor, window: str) -> None:
        self.give(c.OpenWindow(window), clerk)

    @precondition(lambda self: self.state.seats)
    @rule(which=st.integers(0, 2), then=st.sampled_from(("on", "on", "on", "aside", "away", "again", "off")))
    def a_visit_goes_on(self, which: int, then: str) -> None:
        """The way of most tickets: called, started, finished; and the ways that leave it."""
        seats = sorted(self.state.seats.items())
        clerk_id, window_id = seats[which % len(seats)]
        by = next(clerk for clerk in CLERKS if clerk.id == clerk_id)
        ticket_id = self.state.windows[window_id].ticket_id
        command: AnyCommand
        if ticket_id is None:
            command = c.CallNext(window_id)
        elif then == "aside":
            command = c.ParkTicket(window_id, ticket_id)
        elif then == "away":
            queue_id = next(id_ for id_ in self.state.waiting if id_ != self.state.tickets[ticket_id].queue_id)
            command = c.TransferTicket(window_id, ticket_id, queue_id)
        elif self.state.tickets[ticket_id].state is TicketState.SERVING:
            command = c.FinishServing(window_id, ticket_id)
            if then == "off":
                command = c.BreakOff(window_id, ticket_id, "system_down")
        elif then == "again":
            self.now_ms += 10_000
            command = c.RecallTicket(window_id, ticket_id)
        elif then == "off":
            self.now_ms += 1_000
            command = c.MarkNoShow(window_id, ticket_id)
        else:
            command = c.StartServing(window_id, ticket_id)
        refused = self.give(command, by)
        enough = refused is not None and refused.code is RefusalCode.RECALLED_ENOUGH
        assert refused is None or enough or isinstance(command, c.CallNext), (command, refused)  # nobody waits, paused

    @precondition(lambda self: self.state.seats)
    @rule(which=any_number, what=any_number, working=st.booleans())
    def a_clerk_does_what_the_page_offers(self, which: int, what: int, working: bool) -> None:
        """Whatever is marked as allowed is accepted, and whatever is not is refused for the reason that it says."""
        seats = sorted(self.state.seats.items())
        clerk_id, window_id = seats[which % len(seats)]
        by = next(clerk for clerk in CLERKS if clerk.id == clerk_id)
        page: Any = view(self.state, f"clerk:{window_id}", self.now_ms)
        ticket_id = page.ticket.ticket_id if page.ticket else ""
        offers = [(self.from_page(action.command, page, window_id, ticket_id), action) for action in page.actions]
        for line in (*page.waiting, *page.parked, *page.missed):
            (action,) = line.actions
            offers.append((self.from_page(action.command, page, window_id, line.ticket_id), action))
        if working:
            work: tuple[type[c.Command], ...] = (c.CallNext, c.StartServing, c.FinishServing, c.BreakOff, c.UndoLast)
            work += (c.TransferTicket, c.SendAway, c.NextStage, c.ResumeTicket)
            offers = [offer for offer in offers if offer[1].allowed and isinstance(offer[0], work)] or offers
        command, action = offers[what % len(offers)]
        if action.from_ms is not None:
            assert self.give(command, by) is not None
            self.now_ms = action.from_ms
        refused = self.give(command, by)
        assert (refused is None) == action.allowed, (command, action, refused)
        assert refused is None or refused.code == action.why

    def from_page(self, name: str, page: Any, window_id: str, ticket_id: str) -> AnyCommand:
        kind: Any = getattr(c, name)
        match name:
            case "CallNext" | "OpenWindow":
                command = kind(window_id)
            case "CloseWindow":
                command = kind(window_id, next(iter(page.leave_reasons), None))
            case "PauseWindow":
                command = self.pause(window_id, (*page.leave_reasons, *page.pause_reasons))
            case "BreakOff":
                command = kind(window_id, ticket_id, page.break_off_reasons[0])
            case "CallTicket":
                command = kind(window_id, ticket_id, "chosen")
            case "UndoLast":
                command = kind(window_id)
            case "TransferTicket" | "SendAway":
                command = kind(window_id, ticket_id, page.transfer_queues[0].queue_id)
            case "RequeueTicket" | "ReturnTag":
                command = kind(ticket_id)
            case "VerifyPriority":
                command = kind(ticket_id)
            case "WithdrawPriority":
                command = kind(ticket_id, "not_shown")
            case "CheckPreReview":
                lines = page.ticket.pre_review.lines if page.ticket and page.ticket.pre_review else ()
                command = kind(
                    window_id, ticket_id, lines[0].about if lines else "", Finding(lines[0].finding if lines else "met")
                )
            case _:
                command = kind(window_id, ticket_id)
        return command  # type: ignore[no-any-return]

    def pause(self, window_id: str, reasons: tuple[str, ...]) -> AnyCommand:
        """For the first reason that would be accepted; the first one otherwise."""
        by = Actor(self.state.windows[window_id].clerk_id or "", ANN.roles)
        for reason in reasons:
            try:
                decide(c.PauseWindow(window_id, reason), self.state, by, self.now_ms, "key-tried")
            except CommandRefused:
                continue
            return c.PauseWindow(window_id, reason)
        return c.PauseWindow(window_id, reasons[0])

    @precondition(lambda self: self.state.begun_day is not None)
    @rule(window=st.sampled_from(WINDOWS[:4]))
    def the_other_of_the_post_takes_over(self, window: str) -> None:
        """Where the window's page does not offer it to whoever does not sit there, nobody can."""
        if window not in self.state.windows:
            return
        page: Any = view(self.state, f"clerk:{window}", self.now_ms)
        others = [by for by in CLERKS if by.id != page.clerk_id]
        busy = self.state.windows[window].ticket_id
        taken = any(self.give(c.TakeOver(window), by) is None for by in others)
        assert page.take_over.allowed or not taken
        assert self.state.windows[window].ticket_id == busy

    @precondition(lambda self: self.state.tickets)
    @rule(which=any_number, tag=st.integers(1, 3), by=st.sampled_from((GUS, ANN)))
    def somebody_gets_a_tag(self, which: int, tag: int, by: Actor) -> None:
        ticket_id = list(self.state.tickets)[which % len(self.state.tickets)]
        self.give(c.GiveTag(ticket_id, str(tag)), by)

    @precondition(lambda self: self.state.tag_calls)
    @rule(which=any_number, outcome=st.sampled_from(c.TagOutcome), told=st.booleans())
    def the_bridge_calls_a_tag(self, which: int, outcome: c.TagOutcome, told: bool) -> None:
        """Once for one call, whatever its view says meanwhile; not one that was a while ago."""
        calls = list(self.state.tag_calls.items())
        ticket_id, call = calls[which % len(calls)]
        shown: Any = view(self.state, "bridge:bridge", self.now_ms)
        assert (call.call_id in [line.call_id for line in shown.tag_calls]) is not call.begun
        begun = self.give(c.BeginTagCall(ticket_id, call.call_id), BRIDGE) is None
        assert begun is not call.begun or call.begun  # one that is begun is in nobody's hands but its taker's
        assert self.give(c.BeginTagCall(ticket_id, call.call_id), BRIDGE) is not None
        if told:
            refused = self.give(c.ReportTagCall(ticket_id, call.call_id, outcome), BRIDGE)
            assert refused is None
            assert ticket_id not in self.state.tag_calls

    @precondition(lambda self: self.state.tickets)
    @rule(which=any_number, rates=st.booleans())
    def a_visitor_does_what_the_page_offers(self, which: int, rates: bool) -> None:
        ids = [topic.partition(":")[2] for topic in topics(self.state) if topic.startswith("ticket:")]
        if not ids:
            return
        ticket_id = ids[which % len(ids)]
        page: Any = view(self.state, f"ticket:{ticket_id}", self.now_ms)
        cancel, rate = page.actions
        refused = self.give(
            c.RateService(page.service_id or "", c.RatingLevel.FAIR) if rates else c.CancelTicket(ticket_id),
            visitor(ticket_id),
        )
        assert (refused is None) == (rate if rates else cancel).allowed

    @rule(seconds=st.sampled_from((1, 9, 10, 30, 60, 600, 1_801)))
    def time_passes(self, seconds: int) -> None:
        self.now_ms += seconds * 1000
        due_ms = deadlines.next_deadline_ms(self.state)
        if due_ms is not None and due_ms <= self.now_ms:
            before = len(self.journal)
            assert self.give(c.Tick(), SYSTEM) is None
            assert len(self.journal) > before  # a deadline is a promise that something happens
        due_ms = deadlines.next_deadline_ms(self.state)
        assert due_ms is None or due_ms > self.now_ms

    @precondition(lambda self: self.state.services and not self.state.early)
    @rule(days=st.sampled_from((0, 0, 1, 1, 2, 8)), opens=st.booleans())
    def days_pass(self, days: int, opens: bool) -> None:
        """What is due meanwhile happens one after the other; the next day finds what may still be rated."""
        if not days:
            return
        if self.state.business_day is not None:
            assert self.give(c.CloseDay(), SYSTEM) is None
        until_ms = self.now_ms + days * 86_400_000
        while (due_ms := deadlines.next_deadline_ms(self.state)) is not None and due_ms <= until_ms:
            self.now_ms = max(self.now_ms, due_ms)
            before = len(self.journal)
            assert self.give(c.Tick(), SYSTEM) is None
            assert len(self.journal) > before
        self.now_ms = until_ms
        today = business_day(until_ms, "Asia/Shanghai")
        if opens and today > (self.state.last_day or DAY):
            assert self.give(c.OpenDay(today), SYSTEM) is None

    @precondition(lambda self: self.state.past_services)
    @rule(which=any_number, again=st.booleans())
    def somebody_rates_days_later(self, which: int, again: bool) -> None:
        """What the phone says of it is so."""
        rated = [id_ for id_, service in self.state.past_services.items() if service.rated]
        among = rated if again and rated else list(self.state.past_services)
        service_id = among[which % len(among)]
        ticket_id = self.state.past_services[service_id].ticket_id
        page = rateable_view(self.state, ticket_id, self.now_ms)
        command: AnyCommand = c.RateService(page.service_id or "", c.RatingLevel.SATISFIED)
        if again:
            command = c.RateAgain(page.service_id or "", c.RatingLevel.SATISFIED)
        refused = self.give(command, visitor(ticket_id))
        assert (refused is None) == (page.may_rate_again if again else page.may_rate)

    @precondition(lambda self: self.state.windows)
    @rule(which=any_number, level=st.sampled_from(c.RatingLevel))
    def whoever_is_invited_rates(self, which: int, level: c.RatingLevel) -> None:
        """Once; and no clerk's page shows it."""
        invited = {id_: window.invited for id_, window in self.state.windows.items() if window.invited is not None}
        if not invited:
            return
        window_id, invitation = list(invited.items())[which % len(invited)]
        service = self.state.service(invitation.service_id)
        assert service is not None
        before = view(self.state, f"clerk:{window_id}", self.now_ms)
        rate = c.RateService(invitation.service_id, level)
        assert self.give(rate, visitor(service.ticket_id)) is None
        shown = view(self.state, f"clerk:{window_id}", self.now_ms)
        assert without_alarms(shown) == without_alarms(before)
        again = self.give(rate, visitor(service.ticket_id))
        assert again is not None
        assert again.code is RefusalCode.ALREADY_RATED

    @precondition(lambda self: self.state.services or self.state.past_services)
    @rule(which=any_number, level=st.sampled_from(c.RatingLevel), named=st.booleans())
    def somebody_is_dissatisfied(self, which: int, level: c.RatingLevel, named: bool) -> None:
        """A poor rating opens one work order, in the same decision, and no other rating does."""
        services = {**self.state.past_services, **self.state.services}
        service_id = list(services)[which % len(services)]
        before = self.state.work_orders.opened
        rate = c.RateService(service_id, level, contact="…" if named else None)
        refused = self.give(rate, visitor(services[service_id].ticket_id))
        opened = self.state.work_orders.opened - before
        assert opened == (refused is None and level.poor)

    @invariant()
    def it_is_sound(self) -> None:
        assert invariants.check(self.state) == []

    @precondition(lambda self: self.state.configuration is not None)
    @invariant()
    def every_view_agrees_with_the_hall(self) -> None:
        floor: Any = view(self.state, "floor", self.now_ms)
        counts = floor.counts
        assert counts.issued == sum(getattr(counts, state.value) for state in TicketState) == len(self.state.tickets)
        assert counts.waiting == sum(line.waiting for line in floor.queues)
        for line in floor.queues:
            refused = refusal(c.IssueTicket(queue_id=line.queue_id), self.state, GUS, self.now_ms)
            assert line.why_not == (refused.code if refused is not None else None)
        for window_id, live in self.state.windows.items():
            panel: Any = view(self.state, f"panel:{window_id}", self.now_ms)
            assert (panel.number is not None) == (live.ticket_id is not None)
            if live.state is WindowState.OPEN:
                waiting = [choice.ticket_id for choice in routing.in_order(self.state, window_id, self.now_ms)]
                assert panel.next_number == (self.state.tickets[waiting[0]].number if waiting else None)
        for ticket in self.state.tickets.values():
            if ticket.state is TicketState.WAITING:
                before = foresight.ahead(self.state, ticket, self.now_ms)
                assert before == ahead_by_playing(self.state, ticket, self.now_ms)
            assert ticket.state not in FINAL or ticket.window_id is None

    def teardown(self) -> None:
        again = HallState()
        for recorded in self.journal:
            evolve(again, recorded)
        assert again == self.state


HallMachine.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
TestHall = HallMachine.TestCase
