"""The ticket on the screen: the number, its slip being printed, and what happens when no slip comes out.

printing ──printed──▶ printed ─────────────▶ (the screen returns to the start)
    │                                             ▲
    └──failed──▶ unconfirmed ──confirmed──▶ noted ─┤
                      └── given up, or nobody there ──▶ void ─┘
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from kiosk.messages import SlipAdvanced, SlipFailed, SlipPrinted, SlipStage
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.pieces import Badge, Banner, Tone
from kiosk.presenters.presenter import Presenter
from kiosk.presenters.remembered import Remembered
from queue_server.contract.commands import AnyCommand, ReportSlip, SlipOutcome, VoidTicket
from queue_server.contract.views import AppointmentSlot, Label, TicketView

VOID_SHOWN_MS = 15_000
TOUCH_AGAIN_MS = 800  # the second tap of a double touch must not end what the first one brought
SENT_PROGRESS, CUT_PROGRESS = 0.1, 0.95  # of the bar: sent, then paper moves, then cut


class Phase(Enum):
    PRINTING = "printing"
    PRINTED = "printed"
    UNCONFIRMED = "unconfirmed"  # no slip; the number stands on the screen and waits for a touch
    NOTED = "noted"  # no slip, and the person has said so be it
    VOID = "void"


@dataclass(frozen=True)
class TicketState:
    """`progress` None: no bar. `seconds` None: nothing counts down. `key`, `stay`, `give_up` empty: no such key.

    `aside` stands beside the people ahead: how long it may take, or how many windows are at it. `badges` say what is
    special about the number, `notes` what to do and to know.
    """

    phase: Phase
    icon: str
    tone: Tone
    heading: str
    progress: float | None
    caption: str
    number: str
    subject: str
    badges: tuple[Badge, ...]
    ahead: int | None
    ahead_text: str
    you: str
    aside_label: str
    aside: str
    seal: str
    seal_caption: str
    go: str
    now: bool  # the place to go to at once; at night there is time
    windows: str
    follow: str
    qr: str
    banner: Banner
    notes: tuple[str, ...]
    key: str
    seconds: int | None
    seconds_text: str
    stay: str
    give_up: str


class TicketPresenter(Presenter["TicketState | None"]):
    """The state is None while there is no ticket. `leave` is called when the screen is done with it."""

    def __init__(self, outlook: Outlook, send: Callable[[AnyCommand], object], leave: Callable[[], None]) -> None:
        self._send = send
        self._leave = leave
        self._ticket: TicketView | None = None
        self._page_url = ""
        self._phase = Phase.PRINTING
        self._progress = 0.0
        self._partly = False  # a piece of its slip may have come out
        self._since_ms = 0  # of the phase
        self._ends_at_ms: int | None = None
        self._said: Remembered[TicketState] = Remembered()
        super().__init__(outlook)

    # --- what comes -----------------------------------------------------------------------------------------------

    def begin(self, ticket: TicketView, page_url: str) -> None:
        """A number was given; its slip is on the way to the printer. `page_url` is what its QR code says."""
        self._ticket, self._page_url, self._progress, self._partly = ticket, page_url, 0.0, False
        self._enter(Phase.PRINTING)

    def receive(self, message: SlipAdvanced | SlipPrinted | SlipFailed) -> None:
        if self._ticket is None or message.ticket_id != self._ticket.ticket_id or self._phase is not Phase.PRINTING:
            return
        match message:
            case SlipAdvanced():
                self._progress = _progress(message.stage, message.share)
                self.renew()
            case SlipPrinted():
                self._report(SlipOutcome.PRINTED)
                self._enter(Phase.PRINTED, self._shown_ms)
            case SlipFailed():
                self._partly = message.partly
                self._report(SlipOutcome.FAILED)
                self._enter(Phase.UNCONFIRMED)

    def look(self, outlook: Outlook) -> None:
        super().look(outlook)
        if self._ends_at_ms is not None and outlook.steady_ms >= self._ends_at_ms:
            self._end()

    # --- what the flow asks ---------------------------------------------------------------------------------------

    @property
    def unconfirmed(self) -> bool:
        """No slip came out and nobody has said yet that the number is noted."""
        return self._ticket is not None and self._phase is Phase.UNCONFIRMED

    @property
    def number(self) -> str:
        return self._ticket.number if self._ticket is not None else ""

    @property
    def keeps_itself(self) -> bool:
        """The screen goes on by itself: no idle warning needed."""
        return self._ticket is not None and (self._phase is Phase.PRINTING or self._ends_at_ms is not None)

    def lapse(self) -> None:
        """Nobody confirmed the number: it must not stand in the queue with nobody behind it."""
        if self.unconfirmed and self._ticket is not None:
            self._send(VoidTicket(ticket_id=self._ticket.ticket_id))
            self._enter(Phase.VOID, VOID_SHOWN_MS)

    def clear(self) -> None:
        self._ticket, self._ends_at_ms, self._said = None, None, Remembered()
        self.renew()

    # --- touches --------------------------------------------------------------------------------------------------

    def press(self) -> None:
        """The large key: 好了，结束, or 我记下了 while a number is unconfirmed."""
        if self._ticket is None or self.outlook.steady_ms - self._since_ms < TOUCH_AGAIN_MS:
            return
        if self._phase is Phase.UNCONFIRMED:
            self._report(SlipOutcome.ON_SCREEN)
            self._enter(Phase.NOTED, self._shown_ms)
        elif self._phase is not Phase.PRINTING:
            self._end()

    def stay(self) -> None:
        """The countdown stops; the page stays until it is ended, or until nobody is there any more."""
        self._ends_at_ms = None
        self.renew()

    def give_up(self) -> None:
        """The person does not want the number that has no slip."""
        if self.outlook.steady_ms - self._since_ms >= TOUCH_AGAIN_MS:
            self.lapse()

    # --- inside ---------------------------------------------------------------------------------------------------

    @property
    def _shown_ms(self) -> int:
        configuration = self.outlook.configuration
        return (configuration.policy.ticket_shown_s if configuration else 40) * 1_000

    def _report(self, outcome: SlipOutcome) -> None:
        if self._ticket is not None:
            self._send(ReportSlip(ticket_id=self._ticket.ticket_id, outcome=outcome))

    def _enter(self, phase: Phase, for_ms: int | None = None) -> None:
        self._phase = phase
        self._since_ms = self.outlook.steady_ms
        self._ends_at_ms = None if for_ms is None else self._since_ms + for_ms
        self.renew()

    def _end(self) -> None:
        self.clear()
        self._leave()

    def compose(self) -> TicketState | None:
        """All that is said of the ticket, and how far its slip and the seconds are."""
        ticket, look, phase = self._ticket, self.outlook, self._phase
        if ticket is None:
            return None
        place = (look.texts, look.language, look.configuration, look.hall, look.linked)
        said = self._said.of((ticket, self._page_url, phase, self._partly, *place), lambda: self._words(ticket))
        seconds = None if self._ends_at_ms is None else max(0, -(-(self._ends_at_ms - look.steady_ms) // 1_000))
        if phase is Phase.PRINTING:
            return replace(said, progress=self._progress)
        if seconds is None:
            return said
        stay = "" if phase is Phase.VOID else look.say("ticket.stay")
        return replace(said, seconds=seconds, seconds_text=look.say("ticket.seconds", seconds=seconds), stay=stay)

    def _words(self, ticket: TicketView) -> TicketState:
        """Without a countdown, and without how far a slip is that is being printed."""
        look, phase = self.outlook, self._phase
        icon, tone = {
            Phase.PRINTING: ("printer", Tone.PINE),
            Phase.PRINTED: ("circle-check", Tone.PINE),
            Phase.UNCONFIRMED: ("camera", Tone.AMBER),
            Phase.NOTED: ("circle-check", Tone.PINE),
            Phase.VOID: ("info-circle", Tone.AMBER),
        }[phase]
        queue = ticket.queue.text(look.language)
        void, now = phase is Phase.VOID, ticket.for_day is None
        aside_label, aside = ("", "") if void else self._aside(ticket)
        return TicketState(
            phase=phase,
            icon=icon,
            tone=tone,
            heading=look.say(f"ticket.{phase.value}"),
            progress=1.0 if phase is Phase.PRINTED else None,
            caption=self._caption(ticket, void),
            number=ticket.number,
            subject=(ticket.bundle or ticket.item or ticket.queue).text(look.language),
            badges=() if void else self._badges(ticket),
            ahead=None if void else ticket.ahead,
            ahead_text=self._ahead_text(ticket.ahead),
            you=look.say("ticket.you"),
            aside_label=aside_label,
            aside=aside,
            seal="" if void else ticket.zone_letter,
            seal_caption=look.say("ticket.zone"),
            go=look.say("ticket.go" if now else "ticket.go_for_day", letter=ticket.zone_letter),
            now=now,
            windows=look.say("ticket.windows", queue=queue, windows=look.windows(ticket.windows))
            if ticket.windows
            else queue,
            follow=look.say("ticket.follow")
            if now
            else look.say("ticket.follow_for_day", opens_at=look.hall.opens_at if look.hall else ""),
            qr="" if void else self._page_url,
            banner=self._banner(phase),
            notes=() if void else tuple(filter(None, (self._stages(ticket), self._priority(ticket), self._missed()))),
            key="" if phase is Phase.PRINTING else look.say(_KEYS[phase]),
            seconds=None,
            seconds_text="",
            stay="",
            give_up=look.say("ticket.give_up") if phase is Phase.UNCONFIRMED else "",
        )

    def _caption(self, ticket: TicketView, void: bool) -> str:
        """What the number is; one taken while windows are closed says for which day."""
        look = self.outlook
        if void:
            return look.say("ticket.caption_void")
        if ticket.for_day is None:
            return look.say("ticket.caption")
        return look.say("ticket.caption_for_day", day=look.date(date.fromisoformat(ticket.for_day)))

    def _aside(self, ticket: TicketView) -> tuple[str, str]:
        """How long it may take, once the hall can say; before that how many windows are at it."""
        look = self.outlook
        if ticket.for_day is not None:
            return "", ""
        if ticket.range_min is not None:
            return look.say("ticket.wait_label"), look.minutes(ticket.range_min)
        line = next((line for line in look.lines if line.name == ticket.queue), None)
        if line is None or not look.linked or not line.windows_open:
            return "", ""
        key = "ticket.open" if line.windows_open != 1 else "ticket.open_one"
        return look.say("ticket.open_label"), look.say(key, number=line.windows_open)

    def _badges(self, ticket: TicketView) -> tuple[Badge, ...]:
        look, badges = self.outlook, []
        if ticket.appointment is not None:
            badges.append(Badge(appointed(look, ticket.appointment, "kiosk.ticket"), Tone.PINE, "calendar-check"))
        if ticket.one_day:
            badges.append(Badge(look.say("bundle.one_day"), Tone.PINE, "check"))
        if ticket.priority is not None:
            said = look.say("priority.claimed", priority=ticket.priority.text(look.language))
            badges.append(Badge(said, Tone.DAI, "heart-handshake"))
        return tuple(badges)

    def _stages(self, ticket: TicketView) -> str:
        """Where to go first and where next, for a bundle that is done at several windows."""
        look = self.outlook
        if len(ticket.stages) < 2:
            return ""
        language = look.language
        way = look.say("ticket.stage_then").join(
            look.say("ticket.stage", name=stage.name.text(language), queue=stage.queue.text(language))
            for stage in ticket.stages
        )
        return look.say("ticket.stages", number=len(ticket.stages), way=way)

    def _priority(self, ticket: TicketView) -> str:
        """What the priority asks for: a paper, and where it must be seen before it counts."""
        return "" if ticket.priority is None else priority_note(self.outlook, ticket.priority, "kiosk.ticket")

    def _ahead_text(self, ahead: int | None) -> str:
        if not ahead:
            first = self._ticket is not None and self._ticket.for_day is not None
            return self.outlook.say("ticket.ahead_none_for_day" if first else "ticket.ahead_none")
        return self.outlook.say("ticket.ahead" if ahead != 1 else "ticket.ahead_one", number=ahead)

    def _banner(self, phase: Phase) -> Banner:
        look = self.outlook
        match phase:
            case Phase.PRINTING:
                return Banner(look.say("ticket.photo"), icon="camera", tone=Tone.DAI)
            case Phase.PRINTED:
                return Banner(look.say("ticket.take_slip"), icon="receipt", tone=Tone.PINE)
            case Phase.UNCONFIRMED:
                photo = look.say("ticket.photo_partly" if self._partly else "ticket.photo")
                return Banner(photo, look.say("ticket.photo_then"), "camera", Tone.AMBER)
            case Phase.NOTED:
                return Banner(look.say("ticket.noted_advice"), icon="check", tone=Tone.PINE)
            case Phase.VOID:
                return Banner(look.say("ticket.void_why"), look.say("ticket.void_advice"), "info-circle", Tone.AMBER)

    def _missed(self) -> str:
        look = self.outlook
        if look.configuration is None:
            return ""
        policy = look.configuration.policy
        return missed(look, policy.missed_return_s, policy.missed_return_places)


_KEYS = {
    Phase.PRINTED: "ticket.end",
    Phase.UNCONFIRMED: "ticket.confirm",
    Phase.NOTED: "ticket.end",
    Phase.VOID: "ticket.again",
}


def priority_note(outlook: Outlook, priority: Label, where: str) -> str:
    """What a ticket with `priority` asks for, in the words that stand under `where` in the language files."""
    known, policy = outlook.priority_named(priority), outlook.configuration
    counts = policy is None or policy.policy.priority.unverified_counts
    paper = known.paper.text(outlook.language) if known is not None and known.paper is not None else ""
    key = ("priority" if counts else "priority_first") + ("" if paper else "_any")
    return outlook.texts.text(f"{where}.{key}", outlook.language, paper=paper)


def appointed(outlook: Outlook, slot: AppointmentSlot, where: str) -> str:
    """For when it was booked, in the words that stand under `where` in the language files."""
    key = f"{where}.appointment"
    return outlook.texts.text(key, outlook.language, begins_at=slot.begins_at, ends_at=slot.ends_at)


def missed(outlook: Outlook, return_s: int, places: int) -> str:
    """What happens when the call is missed, by the hall's policy."""
    key = "ticket.missed" if places else "ticket.missed_at_once"
    return outlook.say(key, minutes=return_s // 60, places=places)


def _progress(stage: SlipStage, share: float) -> float:
    return 1.0 if stage is SlipStage.CUT else SENT_PROGRESS + share * (CUT_PROGRESS - SENT_PROGRESS)
