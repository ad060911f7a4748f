"""Commands: what may be asked of the hall. Imperative, one struct each; the route and the roles follow from it.

Every command travels with an idempotency key of its sender's choosing. `ALLOWED` names who may give which command,
`REFUSED` why the hall may say no.
"""

from enum import StrEnum
from typing import Annotated, TypeAlias

import msgspec

from config.catalogue import Applicant
from config.pre_review import Brought, Finding
from queue_server.contract.actors import PLACED_STATIONS, Role
from queue_server.contract.refusals import RefusalCode

# `(?!\n)`: where these are checked here, `$` alone lets a line feed follow
_ID = r"^[A-Za-z0-9._:-]+$(?!\n)"

# no control characters (PostgreSQL stores no NUL), and none that turn the direction of writing
_LINE = r"^[^\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]*$(?!\n)"

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=_LINE)]
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=_ID)]
Key = Annotated[str, msgspec.Meta(min_length=8, max_length=64, pattern=_ID)]
OWN_KEY = "hall/"  # so begin the keys of the server itself: no key from outside has a stroke, so nobody uses one up
BusinessDay = Annotated[
    str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$(?!\n)", extra_json_schema={"format": "date"})
]

# line feeds, but no other control characters and none that turn the direction of writing
_WORDS = r"^[^\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]*$(?!\n)"
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=_WORDS)]
EnglishWords = Annotated[str, msgspec.Meta(min_length=1, max_length=400, pattern=_WORDS)]
Heading = Annotated[str, msgspec.Meta(min_length=1, max_length=30, pattern=_WORDS)]
UrgentWords = Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=_WORDS)]
EnglishUrgentWords = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=_WORDS)]
EnglishHeading = Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=_WORDS)]
LocalTime = Annotated[  # of the hall, like "2026-11-23T17:30"
    str,
    msgspec.Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)"),
]

Month = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$(?!\n)", examples=["2026-10"])]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]

Language = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}$(?!\n)")]
CaseNumber = Annotated[str, msgspec.Meta(min_length=1, max_length=40, pattern=_ID)]
ClockTime = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)")]  # local to the hall
# who somebody is, as the hall's server wrote it down: it finds the same person again, and tells nothing of them
PersonKey = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}$(?!\n)")]
PaperNumber = Annotated[str, msgspec.Meta(pattern=r"^0{0,3}[1-9][0-9]{0,3}$(?!\n)")]  # as the roll says it
Tag = Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{0,3}$(?!\n)")]  # the number written on a vibrating tag
Board = Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]?$(?!\n)")]  # a lock board, by its address
Lock = Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]?$(?!\n)")]  # of a board; each shuts a cell of the locker
GuideVersion = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}$(?!\n)")]


# what somebody writes for those who look after ratings alone: no rule ever sees it, and the journal never has it
PrivateWords = Annotated[str, msgspec.Meta(min_length=1, max_length=500, pattern=_WORDS)]
Contact = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=_LINE)]
TicketNumber = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{1,2}[0-9]{3,4}$(?!\n)", examples=["A012"])]

RatingReasonCode = Annotated[str, msgspec.Meta(pattern=r"^[1-5][0-9]{2}$(?!\n)")]
RatingReasonCodes = Annotated[tuple[RatingReasonCode, ...], msgspec.Meta(max_length=20)]


class SlipOutcome(StrEnum):
    PRINTED = "printed"  # the printer itself said so
    ON_SCREEN = "on_screen"  # no slip, but the person confirmed the number on the screen
    FAILED = "failed"  # no slip came out


class Position(StrEnum):
    """Where a transferred ticket enters the other queue."""

    KEEP = "keep"  # by its own waiting time: goes on as if it had always waited there
    LAST = "last"
    FIRST = "first"  # before everybody who stands there


class RatingLevel(StrEnum):
    """Neutral names: national and provincial profiles number these in opposite directions (GB/T 39046-2020 A.8)."""

    VERY_SATISFIED = "very_satisfied"  # 非常满意
    SATISFIED = "satisfied"  # 满意
    FAIR = "fair"  # 基本满意
    DISSATISFIED = "dissatisfied"  # 不满意
    VERY_DISSATISFIED = "very_dissatisfied"  # 非常不满意

    @property
    def stars(self) -> int:
        """From 1 to 5, the best."""
        return 5 - list(RatingLevel).index(self)

    @property
    def poor(self) -> bool:
        """差评: it opens a work order."""
        return self.stars <= 2


class RatingStage(StrEnum):
    """服务环节: which part of a matter a rating is about (锡林郭勒盟 "一窗受理" reform 2020, item 38)."""

    CONSULTATION = "consultation"  # 咨询预约
    ACCEPTANCE = "acceptance"  # 申请受理
    EXAMINATION = "examination"  # 审查决定
    DELIVERY = "delivery"  # 结果送达


class RatingChannel(StrEnum):
    TERMINAL = "terminal"
    TICKET_PAGE = "ticket_page"
    KIOSK = "kiosk"
    KEYPAD = "keypad"  # 按键评价器
    # told to the hall, and typed in by its staff
    TELEPHONE = "telephone"  # 电话
    SUGGESTION_BOX = "suggestion_box"  # 意见箱（簿）
    LETTER = "letter"  # 来信
    IN_PERSON = "in_person"  # 来访


class ToldChannel(StrEnum):
    """How a rating came that staff type in: those of `RatingChannel` by which people tell."""

    TELEPHONE = "telephone"
    SUGGESTION_BOX = "suggestion_box"
    LETTER = "letter"
    IN_PERSON = "in_person"


class ErrandKind(StrEnum):
    """What somebody did at a kiosk by themselves, and may rate."""

    PRE_REVIEW = "pre_review"  # a pre-review was filed
    GUIDE = "guide"  # a guide, or the list of papers, was printed
    CHECK_IN = "check_in"
    BOOKING = "booking"
    SHEET = "sheet"  # an A4 sheet was printed


class WorkOrderState(StrEnum):
    """Where a work order (差评工单) is."""

    RECEIVED = "received"  # 收到差评: nobody sees to it yet
    ASSIGNED = "assigned"  # 已派单
    CONTACTED = "contacted"  # 已联系核实, or tried as often as the policy asks
    RECTIFYING_AT_ONCE = "rectifying_at_once"  # 立行立改
    RECTIFYING_BY = "rectifying_by"  # 限期整改
    EXPLAINING = "explaining"  # 解释说明
    APPEALED = "appealed"  # 申诉复核
    EXCLUDED = "excluded"  # 剔除: out of the indicators
    RECTIFIED = "rectified"  # 已整改
    FED_BACK = "fed_back"  # 已反馈
    CALLED_BACK = "called_back"  # 已回访
    CLOSED = "closed"  # 办结


class StatementSide(StrEnum):
    """Whose side of it is written down: both are heard (R82)."""

    APPLICANT = "applicant"  # 评价人
    STAFF = "staff"  # 被评价人


class WorkOrderCourse(StrEnum):
    """What is done about it."""

    AT_ONCE = "at_once"  # 立行立改
    BY_DATE = "by_date"  # 限期整改
    EXPLAIN = "explain"  # 解释说明


class CallKey(StrEnum):
    """A key of a clerk's keypad (呼叫键盘): about the window it belongs to, and the ticket that is there now."""

    NEXT = "next"  # 顺呼
    RECALL = "recall"  # 重呼
    START = "start"  # 开始服务
    FINISH = "finish"  # 结束服务
    NO_SHOW = "no_show"  # 过号
    PARK = "park"  # 挂起
    PAUSE = "pause"  # 暂停, with the first of the policy's reasons; pressed again: back
    HELP = "help"  # 呼叫大厅管理员


class TagOutcome(StrEnum):
    """What came of calling a vibrating tag."""

    CALLED = "called"
    AWAY = "away"  # the base does not reach the tag
    UNANSWERED = "unanswered"  # nobody knows: the base does not answer, or was not asked in time
    OFFLINE = "offline"  # the base cannot be reached


class OpeningOutcome(StrEnum):
    """What came of opening a cell of a locker."""

    OPENED = "opened"
    STILL_SHUT = "still_shut"  # it was told to open, and says it is shut
    NOT_SENT = "not_sent"  # its board has not heard of it
    UNKNOWN = "unknown"  # it may be open: somebody looks


class DeviceHealth(StrEnum):
    OK = "ok"
    PAPER_LOW = "paper_low"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    CUTTER = "cutter"
    JAM = "jam"  # paper is stuck
    FAULT = "fault"
    OFFLINE = "offline"  # it answers that it is off line
    NO_ANSWER = "no_answer"  # it does not answer, or cannot be reached
    NO_VOICE = "no_voice"  # a loudspeaker has its chime alone: what it should say cannot be prepared


class Showing(msgspec.Struct, frozen=True, gc=False):
    """A call was shown by that station, or by that device of it, as the server heard at `at_ms`."""

    station_id: Id
    device_id: Id | None
    at_ms: int


class PublicText(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Words for everybody, never about a person. Without `en` the Chinese ones stand for both."""

    zh: Words
    en: EnglishWords | None = None


class UrgentText(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Words that are read from afar, and said aloud."""

    zh: UrgentWords
    en: EnglishUrgentWords | None = None


class PublicHeading(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """One or two lines of large type on a board."""

    zh: Heading
    en: EnglishHeading | None = None


class NoticeKind(StrEnum):
    ANNOUNCEMENT = "announcement"  # 公告
    DISCLOSURE = "disclosure"  # 公示
    INFORMATION = "information"  # 提示


class NoticeRank(StrEnum):
    """Whose turn comes sooner."""

    FIRST = "first"
    ORDINARY = "ordinary"
    LAST = "last"


class NoticePlace(StrEnum):
    BOARDS = "boards"
    KIOSKS = "kiosks"  # their start page


class Command(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True, gc=False):
    """Shared shape: decoded by its tag, unknown fields refused."""


# --- the ticket ---------------------------------------------------------------------------------------------------


class IssueTicket(Command, frozen=True):
    """取号. Exactly one of `item_id` (a service item), `queue_id` (a kind of window) and `bundle_id` is given.

    With `pre_review_id` the item may be left out: it is that of the pre-review, whose verdict leads to the right queue.
    `for_day`: the number is for that day, the next opening day, while windows are closed. What is known of the
    applicant may be said: `applicant`, a `priority` class they claim (staff verify it), and the number of their case,
    which means nothing to the hall. With `late_reason` staff give a number after the last one.
    """

    item_id: Id | None = None
    queue_id: Id | None = None
    language: Language = "zh"
    bundle_id: Id | None = None
    pre_review_id: Id | None = None
    for_day: BusinessDay | None = None
    applicant: Applicant | None = None
    priority: Id | None = None
    case_number: CaseNumber | None = None
    person_key: PersonKey | None = None  # nobody has to say who they are; who does has one ticket for one matter
    late_reason: Text | None = None


class ServedByHand(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """At which window a number of the paper roll was dealt with while nothing worked, by which clerk of its post."""

    window_id: Id
    clerk_id: Id


class EnterPaperTicket(Command, frozen=True):
    """补录: a number from the paper roll (纸卷) that served while nothing printed, for one item or one kind of window.

    It waits by the order of the roll: before those of greater numbers, behind whoever was entered or came before them.
    With `taken_at`, the local time at which it was torn off, before those who came later too, as far as the order of
    the roll allows. With `served` it does not wait: it was dealt with by hand, and counts as served.
    """

    paper_number: PaperNumber
    item_id: Id | None = None
    queue_id: Id | None = None
    language: Language = "zh"
    taken_at: ClockTime | None = None
    served: ServedByHand | None = None


class WithdrawRequest(Command, frozen=True):
    """The person went before `request_key` was answered: refuse it if it comes late; void its ticket if it came."""

    request_key: Key


class ReportSlip(Command, frozen=True):
    """What became of the slip. After `failed` the number is on the screen and waits for `on_screen` or a void."""

    ticket_id: Id
    outcome: SlipOutcome


class ReprintSlip(Command, frozen=True):
    """再打一张: staff ask for the slip once more. Left out: the station that gave the number, else the first that can.

    It bears a mark, and nothing happens to the ticket. While one is under way, another wish for it says nothing new.
    """

    ticket_id: Id
    station_id: Id | None = None


class BeginReprint(Command, frozen=True):
    """The station takes a reprint of the view `hall` to its printer; once begun it is begun by nobody again."""

    ticket_id: Id
    reprint_id: Id


class ReportReprint(Command, frozen=True):
    """What became of it; `printed` by the printer's own word."""

    ticket_id: Id
    reprint_id: Id
    printed: bool


class GiveTag(Command, frozen=True):
    """发震动号牌: the vibrating tag with that number, to whoever holds the ticket; in place of another they have."""

    ticket_id: Id
    tag: Tag


class ReturnTag(Command, frozen=True):
    """收回震动号牌. A ticket that ends frees its tag by itself."""

    ticket_id: Id


class BeginTagCall(Command, frozen=True):
    """The bridge takes a call of its view to the tag's base; once begun it is begun by nobody again."""

    ticket_id: Id
    call_id: Id


class ReportTagCall(Command, frozen=True):
    """What the base said of it."""

    ticket_id: Id
    call_id: Id
    outcome: TagOutcome


class VoidTicket(Command, frozen=True):
    """作废. A kiosk may only after a failed slip that nobody confirmed; staff may with a reason while it waits."""

    ticket_id: Id
    reason: Text = "unconfirmed"


class CancelTicket(Command, frozen=True):
    """取消: the visitor gives the number back, or staff do so for them."""

    ticket_id: Id
    reason: Text = "visitor"


class CallNext(Command, frozen=True):
    """顺呼: whom the rules of the window's work profile and priority take next."""

    window_id: Id


class CallTicket(Command, frozen=True):
    """选呼: out of order, so with a reason (kept with the call)."""

    window_id: Id
    ticket_id: Id
    reason: Text


class RecallTicket(Command, frozen=True):
    """重呼: the same call again."""

    window_id: Id
    ticket_id: Id


class StartServing(Command, frozen=True):
    """开始服务: the called person is at the window."""

    window_id: Id
    ticket_id: Id


class FinishServing(Command, frozen=True):
    """结束服务: done, and to be rated."""

    window_id: Id
    ticket_id: Id


class BreakOff(Command, frozen=True):
    """中断服务: a started service ends without result."""

    window_id: Id
    ticket_id: Id
    reason: Text


class MarkNoShow(Command, frozen=True):
    """过号: called, and nobody came.

    A call that no screen has shown does not count, unless the clerk has called the number out (`called_aloud`).
    """

    window_id: Id
    ticket_id: Id
    called_aloud: bool = False


class RequeueTicket(Command, frozen=True):
    """过号恢复: a missed ticket waits again, some places behind the first."""

    ticket_id: Id


class ParkTicket(Command, frozen=True):
    """挂起: called or in service, set aside; the window is free meanwhile."""

    window_id: Id
    ticket_id: Id


class ResumeTicket(Command, frozen=True):
    """回呼: a parked ticket is called again to this window."""

    window_id: Id
    ticket_id: Id


class TransferTicket(Command, frozen=True):
    """转移: called or in service, on to another queue, to one window, or to the window where one clerk sits.

    Exactly one of `queue_id`, `to_window_id` and `to_clerk_id`. Handed to a window or a clerk it waits for that window
    alone, in its own queue if that window takes it; once the window closes or the clerk leaves it, for every window of
    the queue.
    """

    window_id: Id
    ticket_id: Id
    queue_id: Id | None = None
    position: Position = Position.KEEP
    to_window_id: Id | None = None
    to_clerk_id: Id | None = None


class SendAway(Command, frozen=True):
    """转办后返回: in service, to the cashier or another queue, and back to this window without queueing again."""

    window_id: Id
    ticket_id: Id
    queue_id: Id


class NextStage(Command, frozen=True):
    """下一环节: this stage of a bundle is done; on to the queue of the next, by its own waiting time."""

    window_id: Id
    ticket_id: Id


class UndoLast(Command, frozen=True):
    """撤销: takes back what this window did last to a ticket, while nobody has acted on it since."""

    window_id: Id


class PressKey(Command, frozen=True):
    """按键: a key of the call pad `device_id` at that window, in place of the clerk who sits there and for them.

    Only by the bridge that owns the pad. It does what that clerk's own command would, or hears the same refusal.
    """

    device_id: Id
    window_id: Id
    key: CallKey


class VerifyPriority(Command, frozen=True):
    """核验优先: staff saw the paper that the ticket's claim rests on."""

    ticket_id: Id


class WithdrawPriority(Command, frozen=True):
    """取消优先: the claim or grant does not hold; the ticket waits on at its place, as an ordinary one."""

    ticket_id: Id
    reason: Text


class GrantPriority(Command, frozen=True):
    """开通优先, also the green channel (绿色通道): staff give the ticket a class, which counts as verified."""

    ticket_id: Id
    priority: Id
    reason: Text


class RecordProof(Command, frozen=True):
    """Which screens and devices have shown a call: the server's own note, once all have said so or time is up.

    `silent`: stations that show its window, acknowledge what they show, and have acknowledged nothing.
    """

    ticket_id: Id
    call_id: Id
    shown: tuple[Showing, ...] = ()
    silent: tuple[Id, ...] = ()


class RateService(Command, frozen=True):
    """One rating per service. `service_id` as in the invitation.

    `reasons`: codes of the policy's `ratings` that fit the level. `stage`: left out, that of the window. `words` and
    `contact` (how to reach whoever rates) are for those who look after ratings alone, and are erased in time.
    """

    service_id: Id
    level: RatingLevel
    channel: RatingChannel = RatingChannel.TERMINAL
    reasons: RatingReasonCodes = ()
    stage: RatingStage | None = None
    words: PrivateWords | None = None
    contact: Contact | None = None


class RateAgain(Command, frozen=True):
    """追评: one more for a service that was rated, within the policy's `ratings.again_days`, once. Both are kept."""

    service_id: Id
    level: RatingLevel
    reasons: RatingReasonCodes = ()
    words: PrivateWords | None = None
    contact: Contact | None = None


class RateErrand(Command, frozen=True):
    """What was done at this kiosk without staff, rated by whoever did it: each errand once.

    `errand_id`: of the pre-review, the appointment or the ticket it came to; of what was only printed an id of the
    kiosk's own.
    """

    errand_id: Id
    errand: ErrandKind
    level: RatingLevel
    reasons: RatingReasonCodes = ()
    words: PrivateWords | None = None


class EnterRating(Command, frozen=True):
    """评价录入: a rating that was told by telephone, letter, in person or through the suggestion box.

    Exactly one of `number` (a ticket of that business day: its last service) and `window_id` (where nobody knows the
    service).
    """

    channel: ToldChannel
    business_day: BusinessDay
    level: RatingLevel
    number: TicketNumber | None = None
    window_id: Id | None = None
    reasons: RatingReasonCodes = ()
    stage: RatingStage | None = None
    words: PrivateWords | None = None
    contact: Contact | None = None


# --- work orders ----------------------------------------------------------------------------------------------------


class AssignWorkOrder(Command, frozen=True):
    """派单: that person sees to it from now on.

    `text` is what they and the clerk concerned read of it: never who rated, how, or when. Left out: as before.
    """

    order_id: Id
    clerk_id: Id
    text: PrivateWords | None = None


class RecordContact(Command, frozen=True):
    """联系核实: whoever rated was reached, or not. Only where they left a contact; never by the clerk concerned."""

    order_id: Id
    reached: bool
    text: PrivateWords | None = None


class RecordStatement(Command, frozen=True):
    """记录陈述: what one side says. The clerk concerned writes their own."""

    order_id: Id
    side: StatementSide
    text: PrivateWords


class ChooseCourse(Command, frozen=True):
    """What is done: put right at once (立行立改), by a day (限期整改) or explained. `until_day`: of `by_date`."""

    order_id: Id
    course: WorkOrderCourse
    until_day: BusinessDay | None = None
    text: PrivateWords | None = None


class AppealRating(Command, frozen=True):
    """申诉: the rating was a mistake or malicious, say the clerk concerned or whoever sees to it. Once."""

    order_id: Id
    text: PrivateWords


class DecideAppeal(Command, frozen=True):
    """复核: the rating is excluded from the indicators, or upheld. Not by who is concerned, nor by who appealed."""

    order_id: Id
    excluded: bool
    text: PrivateWords


class AskExtension(Command, frozen=True):
    """申请延期: more days to put it right. Once."""

    order_id: Id
    text: PrivateWords


class DecideExtension(Command, frozen=True):
    """批准或不批准延期. Not by whoever asked."""

    order_id: Id
    granted: bool
    text: PrivateWords | None = None


class ReportRectified(Command, frozen=True):
    """已整改: what was put right."""

    order_id: Id
    text: PrivateWords


class FeedBack(Command, frozen=True):
    """反馈: what whoever rated was told, or what was made public where nobody left a contact."""

    order_id: Id
    text: PrivateWords


class CallBack(Command, frozen=True):
    """回访: whoever rated was asked whether it is so now. `satisfied`: what they said, if they were reached and did."""

    order_id: Id
    reached: bool
    satisfied: bool | None = None
    text: PrivateWords | None = None


class CloseWorkOrder(Command, frozen=True):
    """办结: everything due has been done."""

    order_id: Id
    text: PrivateWords | None = None


# --- appointments ---------------------------------------------------------------------------------------------------


class BookAppointment(Command, frozen=True):
    """预约: a place in a slot of an item. `begins_at` as in the slots offered.

    `person_keys`: by phone and by identity number, so that either finds it again. `source_id`: its number at whoever
    hands it in, under which it is booked once, however often it is sent.
    """

    item_id: Id
    business_day: BusinessDay
    begins_at: ClockTime
    language: Language = "zh"
    person_keys: Annotated[tuple[PersonKey, ...], msgspec.Meta(max_length=2)] = ()
    source_id: Id | None = None


class CancelAppointment(Command, frozen=True):
    """取消预约: by whoever booked, or staff for them."""

    appointment_id: Id
    reason: Text = "visitor"


class CheckIn(Command, frozen=True):
    """报到: who booked is here, and gets a number. What else is known of them is said as with `IssueTicket`."""

    appointment_id: Id
    language: Language | None = None  # left out: that of the booking
    pre_review_id: Id | None = None
    applicant: Applicant | None = None
    priority: Id | None = None
    case_number: CaseNumber | None = None


# --- the pre-review -------------------------------------------------------------------------------------------------


class FilePreReview(Command, frozen=True):
    """预审: what was answered and what is brought. The hall itself comes to the verdict, by the guide in force.

    `guide_version`: of the guide that was shown. `answers`: situation → answer, or "unsure"; `materials`: material →
    what the applicant says of it, left out: missing. `earlier`: the pre-review it goes on from.
    """

    item_id: Id
    guide_version: GuideVersion
    answers: Annotated[dict[Id, Id], msgspec.Meta(max_length=30)] = {}
    materials: Annotated[dict[Id, Brought], msgspec.Meta(max_length=60)] = {}
    earlier: Id | None = None
    language: Language = "zh"


class CheckPreReview(Command, frozen=True):
    """核对: the clerk confirms one line of the pre-review of the ticket at the window, or corrects it."""

    window_id: Id
    ticket_id: Id
    about: Id
    finding: Finding


# --- windows ------------------------------------------------------------------------------------------------------


class WindowChange(StrEnum):
    """What is asked for a window."""

    OPEN = "open"  # 设立: back into service
    WITHDRAW = "withdraw"  # 撤销: out of service, until it is asked back


class OpenWindow(Command, frozen=True):
    """The clerk who gives it sits down (from closed), or comes back (from paused).

    With `trainee_id` they are the mentor (带教) of a trainee, who works at the window with them until it closes.
    """

    window_id: Id
    trainee_id: Id | None = None


class PauseWindow(Command, frozen=True):
    """暂停: for a while, with one of the policy's reasons.

    Where that leaves people waiting whom nobody else can serve, with one of its `leave_reasons`.
    """

    window_id: Id
    reason: Text


class CloseWindow(Command, frozen=True):
    """The clerk leaves; a supervisor may close a window somebody forgot.

    `reason`: one of the policy's `leave_reasons`, needed where people wait whom nobody else can serve.
    """

    window_id: Id
    reason: Text | None = None


class TakeOver(Command, frozen=True):
    """顶岗: who has a post at the window takes it over in one step, from whoever sits there and from where they sit.

    A ticket at the window goes on with them. A closed window they open.
    """

    window_id: Id


class RequestWindow(Command, frozen=True):
    """申请设立或撤销窗口: asks that a window be withdrawn from service, or set up again."""

    window_id: Id
    change: WindowChange
    reason: Text


class ApproveWindow(Command, frozen=True):
    """批准: what was asked happens at once. Not by whoever asked."""

    request_id: Id


class RejectWindow(Command, frozen=True):
    """不批准."""

    request_id: Id
    reason: Text


class AssignProfile(Command, frozen=True):
    """调整业务范围: another work profile for a window, from now until the day closes."""

    window_id: Id
    profile_id: Id
    reason: Text


# --- the day and the plan -----------------------------------------------------------------------------------------


class OpenDay(Command, frozen=True):
    """A business day begins; numbers begin anew with it."""

    business_day: BusinessDay


class OpenDoors(Command, frozen=True):
    """开门: numbers for the day are given to those who wait outside; windows open at the opening hour."""

    business_day: BusinessDay


class CloseDay(Command, frozen=True):
    """Every ticket gets an honest final state: expired, no_show, cancelled or served."""


class PublishConfiguration(Command, frozen=True):
    """Plan, catalogue and policy in force from now on. `content` is their JSON, `content_hash` its SHA-256 in hex."""

    content_hash: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
    content: str


class WindowStanding(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A window's month: services that could be rated, those that were, those with three stars or more, their stars.

    `rank`: None where too few were rated to compare anybody.
    """

    window_id: Id
    due: Count
    rated: Count
    good: Count
    stars: Count
    rank: Annotated[int, msgspec.Meta(ge=1)] | None = None


class PublishIndicators(Command, frozen=True):
    """公布评价结果: a month's ratings as the server reckoned them, signed by the supervisor in whose name it is done.

    Before that nobody outside sees any of it. Published once more, the month has the newer figures.
    """

    month: Month
    few: Count
    due: Count
    rated: Count
    good: Count
    stars: Count
    windows: tuple[WindowStanding, ...] = ()


class Tick(Command, frozen=True):
    """Time has come for something: rating invitations that rest, slips that were never reported."""


# --- the floor ----------------------------------------------------------------------------------------------------


class ReportDevice(Command, frozen=True):
    """A station tells the health of one of its devices."""

    device_id: Id
    health: DeviceHealth


class SpotFault(StrEnum):
    """Why a call board cannot show a picture or film of the hall's own."""

    MISSING = "missing"  # there is no such file at the server
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    NO_PLAYER = "no_player"  # no program here plays films


class ReportSpot(Command, frozen=True):
    """A call board cannot show a picture or film of the hall's own; without `fault` it can, again."""

    file: Id
    fault: SpotFault | None = None


class ReportStation(Command, frozen=True):
    """The server saw a station come or go."""

    station_id: Id
    online: bool


class OpenCell(Command, frozen=True):
    """开柜: one cell of a locker, once and now. What becomes of it is told by the bridge that has the boards.

    Nobody repeats it by itself: it is not done at all unless the bridge takes it within five seconds.
    """

    device_id: Id
    board: Board
    lock: Lock
    reason: Text  # of the policy's `cell_reasons`


class BeginOpening(Command, frozen=True):
    """The bridge takes an opening of its view to the board; once begun it is begun by nobody again."""

    opening_id: Id


class ReportOpening(Command, frozen=True):
    """What the board said of it."""

    opening_id: Id
    outcome: OpeningOutcome


class ReportCell(Command, frozen=True):
    """A cell has been left open longer than `cell_open_s`; or it is shut again."""

    device_id: Id
    board: Board
    lock: Lock
    left_open: bool


class CallForHelp(Command, frozen=True):
    """求助 was touched at a station."""


class TakeOutOfService(Command, frozen=True):
    """停用: the station shows that it is out of service until it is returned."""

    station_id: Id
    reason: Text


class ReturnToService(Command, frozen=True):
    """启用: the station works again."""

    station_id: Id


class PublishNotice(Command, frozen=True):
    """发布信息: a public text on the screens, from `from_at` (left out: now) until `until_at`.

    With `notice_id` in place of that notice. A notice with a `zone_id` stands on the boards of that zone only.
    """

    text: PublicText
    until_at: LocalTime
    heading: PublicHeading | None = None
    kind: NoticeKind = NoticeKind.ANNOUNCEMENT
    places: Annotated[tuple[NoticePlace, ...], msgspec.Meta(min_length=1, max_length=2)] = (NoticePlace.BOARDS,)
    zone_id: Id | None = None
    rank: NoticeRank = NoticeRank.ORDINARY
    from_at: LocalTime | None = None
    notice_id: Id | None = None


class WithdrawNotice(Command, frozen=True):
    """撤回信息: off every screen at once."""

    notice_id: Id


class RaiseEmergency(Command, frozen=True):
    """应急信息: one message on every screen and voice of the hall, until `EndEmergency`.

    Exactly one of `message_id` (prepared in the policy) and `text` (own words). It takes the place of one that stands.
    """

    message_id: Id | None = None
    text: UrgentText | None = None


class EndEmergency(Command, frozen=True):
    """解除: gives the screens back."""


class AcknowledgeAlarm(Command, frozen=True):
    """Somebody sees to it."""

    alarm_id: Id


class ClearAlarm(Command, frozen=True):
    """Staff saw to it. An alarm about a device or station clears itself when the cause is gone."""

    alarm_id: Id


AnyCommand: TypeAlias = (
    IssueTicket
    | EnterPaperTicket
    | WithdrawRequest
    | ReportSlip
    | ReprintSlip
    | BeginReprint
    | ReportReprint
    | GiveTag
    | ReturnTag
    | BeginTagCall
    | ReportTagCall
    | VoidTicket
    | CancelTicket
    | CallNext
    | CallTicket
    | RecallTicket
    | StartServing
    | FinishServing
    | BreakOff
    | MarkNoShow
    | RequeueTicket
    | ParkTicket
    | ResumeTicket
    | TransferTicket
    | SendAway
    | NextStage
    | UndoLast
    | PressKey
    | VerifyPriority
    | WithdrawPriority
    | GrantPriority
    | RecordProof
    | RateService
    | RateAgain
    | RateErrand
    | EnterRating
    | AssignWorkOrder
    | RecordContact
    | RecordStatement
    | ChooseCourse
    | AppealRating
    | DecideAppeal
    | AskExtension
    | DecideExtension
    | ReportRectified
    | FeedBack
    | CallBack
    | CloseWorkOrder
    | BookAppointment
    | CancelAppointment
    | CheckIn
    | FilePreReview
    | CheckPreReview
    | OpenWindow
    | PauseWindow
    | CloseWindow
    | TakeOver
    | RequestWindow
    | ApproveWindow
    | RejectWindow
    | AssignProfile
    | OpenDoors
    | OpenDay
    | CloseDay
    | PublishConfiguration
    | PublishIndicators
    | Tick
    | ReportDevice
    | ReportSpot
    | ReportStation
    | OpenCell
    | BeginOpening
    | ReportOpening
    | ReportCell
    | CallForHelp
    | TakeOutOfService
    | ReturnToService
    | PublishNotice
    | WithdrawNotice
    | RaiseEmergency
    | EndEmergency
    | AcknowledgeAlarm
    | ClearAlarm
)

_AT_THE_WINDOW = frozenset({Role.CLERK})
_FLOOR_STAFF = frozenset({Role.GUIDE, Role.SUPERVISOR})
_COMPLAINTS = frozenset({Role.COMPLAINTS, Role.SUPERVISOR})  # who work on poor ratings and complaints
_CONCERNED = _COMPLAINTS | {Role.CLERK, Role.GUIDE, Role.TECHNICIAN}  # or may be responsible for one of them

ALLOWED: dict[type[Command], frozenset[Role]] = {
    IssueTicket: _FLOOR_STAFF | {Role.KIOSK},
    EnterPaperTicket: _FLOOR_STAFF,
    WithdrawRequest: frozenset({Role.KIOSK, Role.BRIDGE}),
    ReportSlip: frozenset({Role.KIOSK, Role.BRIDGE}),
    ReprintSlip: _FLOOR_STAFF,
    BeginReprint: frozenset({Role.KIOSK, Role.BRIDGE}),
    ReportReprint: frozenset({Role.KIOSK, Role.BRIDGE}),
    GiveTag: _FLOOR_STAFF | _AT_THE_WINDOW,
    ReturnTag: _FLOOR_STAFF | _AT_THE_WINDOW,
    BeginTagCall: frozenset({Role.BRIDGE}),
    ReportTagCall: frozenset({Role.BRIDGE}),
    VoidTicket: _FLOOR_STAFF | {Role.KIOSK},
    CancelTicket: _FLOOR_STAFF | {Role.VISITOR},
    CallNext: _AT_THE_WINDOW,
    CallTicket: _AT_THE_WINDOW,
    RecallTicket: _AT_THE_WINDOW,
    StartServing: _AT_THE_WINDOW,
    FinishServing: _AT_THE_WINDOW,
    BreakOff: _AT_THE_WINDOW,
    MarkNoShow: _AT_THE_WINDOW,
    RequeueTicket: _FLOOR_STAFF | _AT_THE_WINDOW,
    ParkTicket: _AT_THE_WINDOW,
    ResumeTicket: _AT_THE_WINDOW,
    TransferTicket: _AT_THE_WINDOW,
    SendAway: _AT_THE_WINDOW,
    NextStage: _AT_THE_WINDOW,
    UndoLast: _AT_THE_WINDOW,
    PressKey: frozenset({Role.BRIDGE}),
    VerifyPriority: _FLOOR_STAFF | _AT_THE_WINDOW,
    WithdrawPriority: _FLOOR_STAFF | _AT_THE_WINDOW,
    GrantPriority: _FLOOR_STAFF,
    RecordProof: frozenset({Role.SYSTEM}),
    RateService: frozenset({Role.RATING, Role.VISITOR, Role.KIOSK, Role.BRIDGE}),
    RateAgain: frozenset({Role.VISITOR, Role.KIOSK}),
    RateErrand: frozenset({Role.KIOSK}),
    EnterRating: frozenset({Role.COMPLAINTS, Role.SUPERVISOR}),
    AssignWorkOrder: _COMPLAINTS,
    RecordContact: _COMPLAINTS,
    RecordStatement: _CONCERNED,
    ChooseCourse: _CONCERNED,
    AppealRating: _CONCERNED,
    DecideAppeal: _COMPLAINTS,
    AskExtension: _CONCERNED,
    DecideExtension: _COMPLAINTS,
    ReportRectified: _CONCERNED,
    FeedBack: _COMPLAINTS,
    CallBack: _COMPLAINTS,
    CloseWorkOrder: _COMPLAINTS,
    BookAppointment: _FLOOR_STAFF | {Role.KIOSK, Role.PORTAL},
    CancelAppointment: _FLOOR_STAFF | {Role.KIOSK, Role.PORTAL},
    CheckIn: _FLOOR_STAFF | {Role.KIOSK},
    FilePreReview: _FLOOR_STAFF | {Role.KIOSK, Role.PORTAL},
    CheckPreReview: _AT_THE_WINDOW,
    OpenWindow: _AT_THE_WINDOW,
    PauseWindow: _AT_THE_WINDOW,
    CloseWindow: _AT_THE_WINDOW | {Role.SUPERVISOR},
    TakeOver: _AT_THE_WINDOW,
    RequestWindow: _FLOOR_STAFF | _AT_THE_WINDOW,
    ApproveWindow: frozenset({Role.SUPERVISOR}),
    RejectWindow: frozenset({Role.SUPERVISOR}),
    AssignProfile: frozenset({Role.SUPERVISOR}),
    OpenDoors: frozenset({Role.SUPERVISOR, Role.SYSTEM}),
    OpenDay: frozenset({Role.SUPERVISOR, Role.SYSTEM}),
    CloseDay: frozenset({Role.SUPERVISOR, Role.SYSTEM}),
    PublishConfiguration: frozenset({Role.SYSTEM}),
    PublishIndicators: frozenset({Role.SYSTEM}),
    Tick: frozenset({Role.SYSTEM}),
    ReportDevice: PLACED_STATIONS,
    ReportSpot: frozenset({Role.BOARD}),
    ReportStation: frozenset({Role.SYSTEM}),
    OpenCell: frozenset({Role.SUPERVISOR, Role.TECHNICIAN}),
    BeginOpening: frozenset({Role.BRIDGE}),
    ReportOpening: frozenset({Role.BRIDGE}),
    ReportCell: frozenset({Role.BRIDGE}),
    CallForHelp: PLACED_STATIONS,
    TakeOutOfService: frozenset({Role.SUPERVISOR, Role.TECHNICIAN}),
    ReturnToService: frozenset({Role.SUPERVISOR, Role.TECHNICIAN}),
    PublishNotice: frozenset({Role.SUPERVISOR}),
    WithdrawNotice: frozenset({Role.SUPERVISOR}),
    RaiseEmergency: _FLOOR_STAFF,
    EndEmergency: _FLOOR_STAFF,
    AcknowledgeAlarm: _FLOOR_STAFF | {Role.CLERK, Role.TECHNICIAN},
    ClearAlarm: _FLOOR_STAFF | {Role.TECHNICIAN},
}

# --- why the hall may say no ----------------------------------------------------------------------------------------

REFUSED_TO_ANY: frozenset[RefusalCode] = frozenset(
    {
        RefusalCode.MALFORMED,
        RefusalCode.KEY_REUSED,
        RefusalCode.REQUEST_WITHDRAWN,
        RefusalCode.FORBIDDEN,
        RefusalCode.NOT_FOUND,  # before the first configuration is published
        RefusalCode.UNAVAILABLE,
    }
)
"""What any command may hear; `REFUSED` holds what its own rule adds."""

_SEATED = frozenset({RefusalCode.WINDOW_UNKNOWN, RefusalCode.WINDOW_NOT_OPEN, RefusalCode.WINDOW_NOT_YOURS})
_FREE = _SEATED | {RefusalCode.WINDOW_BUSY}
_TICKET = frozenset({RefusalCode.TICKET_UNKNOWN, RefusalCode.WRONG_STATE})
_WITH_TICKET = _SEATED | _TICKET
_STATION = frozenset({RefusalCode.STATION_UNKNOWN})
_WORK_ORDER = frozenset({RefusalCode.WORK_ORDER_UNKNOWN, RefusalCode.WORK_ORDER_CONCERNED, RefusalCode.WRONG_STATE})
_APPOINTMENT = frozenset({RefusalCode.APPOINTMENT_UNKNOWN, RefusalCode.APPOINTMENT_USED, RefusalCode.APPOINTMENT_OVER})
_RATED_LATE = frozenset(
    {
        RefusalCode.SERVICE_UNKNOWN,
        RefusalCode.WRONG_STATE,
        RefusalCode.ALREADY_RATED,
        RefusalCode.RATING_OVER,
        RefusalCode.REASONS_UNFIT,
    }
)

REFUSED: dict[type[Command], frozenset[RefusalCode]] = {
    IssueTicket: frozenset(
        {
            RefusalCode.DAY_CLOSED,
            RefusalCode.DAY_CHANGED,
            RefusalCode.ITEM_UNKNOWN,
            RefusalCode.ITEM_CLOSED,
            RefusalCode.BUNDLE_UNKNOWN,
            RefusalCode.PRE_REVIEW_UNKNOWN,
            RefusalCode.PRE_REVIEW_USED,
            RefusalCode.PRIORITY_UNKNOWN,
            RefusalCode.QUEUE_UNKNOWN,
            RefusalCode.QUEUE_FULL,
            RefusalCode.NUMBERS_EXHAUSTED,
            RefusalCode.DUPLICATE_TICKET,
            RefusalCode.NUMBERS_OVER,
        }
    ),
    EnterPaperTicket: frozenset(
        {
            RefusalCode.DAY_CLOSED,
            RefusalCode.DAY_CHANGED,
            RefusalCode.ITEM_UNKNOWN,
            RefusalCode.ITEM_CLOSED,
            RefusalCode.QUEUE_UNKNOWN,
            RefusalCode.PAPER_ROLL_UNKNOWN,
            RefusalCode.PAPER_NUMBER_USED,
            RefusalCode.PAPER_TIME_UNFIT,
            RefusalCode.WINDOW_UNKNOWN,
            RefusalCode.CLERK_UNKNOWN,
            RefusalCode.POST_NOT_HELD,
        }
    ),
    WithdrawRequest: frozenset(),
    ReportSlip: frozenset({RefusalCode.TICKET_UNKNOWN, RefusalCode.SLIP_SETTLED}),
    ReprintSlip: _TICKET | _STATION | {RefusalCode.STATION_AWAY, RefusalCode.DEVICE_UNKNOWN},
    BeginReprint: frozenset({RefusalCode.TICKET_UNKNOWN, RefusalCode.REPRINT_UNKNOWN}),
    ReportReprint: frozenset({RefusalCode.TICKET_UNKNOWN, RefusalCode.REPRINT_UNKNOWN}),
    GiveTag: _TICKET | {RefusalCode.TAG_UNKNOWN, RefusalCode.TAG_TAKEN},
    ReturnTag: frozenset({RefusalCode.TICKET_UNKNOWN, RefusalCode.TAG_UNKNOWN}),
    BeginTagCall: frozenset({RefusalCode.TICKET_UNKNOWN, RefusalCode.TAG_CALL_UNKNOWN}),
    ReportTagCall: frozenset({RefusalCode.TICKET_UNKNOWN, RefusalCode.TAG_CALL_UNKNOWN}),
    VoidTicket: _TICKET | {RefusalCode.NOT_VOIDABLE},
    CancelTicket: _TICKET | {RefusalCode.REASON_UNKNOWN},
    CallNext: _FREE | {RefusalCode.NOBODY_WAITING, RefusalCode.TOO_SOON, RefusalCode.EMERGENCY},
    CallTicket: _FREE | _TICKET | {RefusalCode.NOT_IN_PROFILE, RefusalCode.KEPT_ELSEWHERE, RefusalCode.EMERGENCY},
    RecallTicket: _WITH_TICKET | {RefusalCode.TOO_SOON, RefusalCode.RECALLED_ENOUGH, RefusalCode.EMERGENCY},
    StartServing: _WITH_TICKET,
    FinishServing: _WITH_TICKET | {RefusalCode.TOO_SOON},
    BreakOff: _WITH_TICKET | {RefusalCode.REASON_UNKNOWN},
    MarkNoShow: _WITH_TICKET | {RefusalCode.TOO_SOON, RefusalCode.CALL_UNSHOWN, RefusalCode.EMERGENCY},
    RequeueTicket: _TICKET
    | {
        RefusalCode.DAY_CLOSED,
        RefusalCode.TOO_LATE,
        RefusalCode.DUPLICATE_TICKET,
        RefusalCode.PRE_REVIEW_USED,
    },
    ParkTicket: _WITH_TICKET,
    ResumeTicket: _FREE | _TICKET | {RefusalCode.NOT_IN_PROFILE, RefusalCode.EMERGENCY},
    TransferTicket: _WITH_TICKET | {RefusalCode.QUEUE_UNKNOWN, RefusalCode.CLERK_UNKNOWN, RefusalCode.CLERK_AWAY},
    SendAway: _WITH_TICKET | {RefusalCode.QUEUE_UNKNOWN, RefusalCode.ALREADY_AWAY},
    NextStage: _WITH_TICKET | {RefusalCode.NO_FURTHER_STAGE, RefusalCode.ALREADY_AWAY},
    UndoLast: _SEATED | {RefusalCode.NOTHING_TO_UNDO, RefusalCode.DUPLICATE_TICKET, RefusalCode.PRE_REVIEW_USED},
    PressKey: _FREE
    | _TICKET
    | {
        RefusalCode.DEVICE_UNKNOWN,
        RefusalCode.NOBODY_WAITING,
        RefusalCode.TOO_SOON,
        RefusalCode.RECALLED_ENOUGH,
        RefusalCode.REASON_UNKNOWN,
        RefusalCode.POST_UNCOVERED,
        RefusalCode.LUNCH_ROTA,
        RefusalCode.DAY_CLOSED,
        RefusalCode.CLERK_UNKNOWN,
        RefusalCode.CLERK_ELSEWHERE,
        RefusalCode.POST_NOT_HELD,
        RefusalCode.WINDOW_OPEN,
        RefusalCode.WINDOW_WITHDRAWN,
        RefusalCode.TRAINEE_UNKNOWN,
        RefusalCode.CALL_UNSHOWN,
        RefusalCode.EMERGENCY,
    },
    VerifyPriority: _TICKET | {RefusalCode.PRIORITY_UNKNOWN},
    WithdrawPriority: _TICKET | {RefusalCode.PRIORITY_UNKNOWN},
    GrantPriority: _TICKET | {RefusalCode.PRIORITY_UNKNOWN},
    RecordProof: frozenset(),
    RateService: _RATED_LATE,
    RateAgain: _RATED_LATE | {RefusalCode.NOT_RATED},
    RateErrand: frozenset({RefusalCode.ERRAND_UNKNOWN, RefusalCode.ALREADY_RATED, RefusalCode.REASONS_UNFIT}),
    EnterRating: _RATED_LATE | {RefusalCode.WINDOW_UNKNOWN, RefusalCode.DAY_UNFIT},
    AssignWorkOrder: _WORK_ORDER | {RefusalCode.CLERK_UNKNOWN},
    RecordContact: _WORK_ORDER,
    RecordStatement: _WORK_ORDER,
    ChooseCourse: _WORK_ORDER | {RefusalCode.UNTIL_DAY_UNFIT},
    AppealRating: frozenset({RefusalCode.WORK_ORDER_UNKNOWN, RefusalCode.WRONG_STATE, RefusalCode.APPEAL_OVER}),
    DecideAppeal: _WORK_ORDER | {RefusalCode.REQUEST_OWN, RefusalCode.STATEMENT_MISSING},
    AskExtension: _WORK_ORDER | {RefusalCode.EXTENSION_UNFIT},
    DecideExtension: _WORK_ORDER | {RefusalCode.REQUEST_OWN, RefusalCode.EXTENSION_UNFIT},
    ReportRectified: _WORK_ORDER,
    FeedBack: _WORK_ORDER | {RefusalCode.STATEMENT_MISSING},
    CallBack: _WORK_ORDER,
    CloseWorkOrder: _WORK_ORDER,
    BookAppointment: frozenset(
        {
            RefusalCode.ITEM_UNKNOWN,
            RefusalCode.ITEM_CLOSED,
            RefusalCode.SLOT_UNKNOWN,
            RefusalCode.SLOT_FULL,
            RefusalCode.ALREADY_BOOKED,
        }
    ),
    CancelAppointment: _APPOINTMENT | {RefusalCode.REASON_UNKNOWN},
    CheckIn: _APPOINTMENT
    | {
        RefusalCode.APPOINTMENT_EARLY,
        RefusalCode.DAY_CLOSED,
        RefusalCode.DAY_CHANGED,
        RefusalCode.ITEM_UNKNOWN,
        RefusalCode.ITEM_CLOSED,
        RefusalCode.PRE_REVIEW_UNKNOWN,
        RefusalCode.PRE_REVIEW_USED,
        RefusalCode.PRIORITY_UNKNOWN,
        RefusalCode.NUMBERS_EXHAUSTED,
        RefusalCode.DUPLICATE_TICKET,
    },
    FilePreReview: frozenset(
        {
            RefusalCode.ITEM_UNKNOWN,
            RefusalCode.ITEM_CLOSED,
            RefusalCode.GUIDE_CHANGED,
            RefusalCode.ANSWERS_UNFIT,
            RefusalCode.PRE_REVIEW_UNKNOWN,
        }
    ),
    CheckPreReview: _WITH_TICKET
    | {RefusalCode.PRE_REVIEW_UNKNOWN, RefusalCode.LINE_UNKNOWN, RefusalCode.ANSWERS_UNFIT},
    OpenWindow: frozenset(
        {
            RefusalCode.DAY_CLOSED,
            RefusalCode.WINDOW_UNKNOWN,
            RefusalCode.CLERK_UNKNOWN,
            RefusalCode.WINDOW_OPEN,
            RefusalCode.WRONG_STATE,
            RefusalCode.CLERK_ELSEWHERE,
            RefusalCode.POST_NOT_HELD,
            RefusalCode.TRAINEE_UNKNOWN,
            RefusalCode.WINDOW_WITHDRAWN,
        }
    ),
    PauseWindow: _FREE | {RefusalCode.REASON_UNKNOWN, RefusalCode.POST_UNCOVERED, RefusalCode.LUNCH_ROTA},
    CloseWindow: _FREE | {RefusalCode.REASON_UNKNOWN, RefusalCode.POST_UNCOVERED},
    TakeOver: frozenset(
        {
            RefusalCode.DAY_CLOSED,
            RefusalCode.WINDOW_UNKNOWN,
            RefusalCode.WINDOW_WITHDRAWN,
            RefusalCode.CLERK_UNKNOWN,
            RefusalCode.POST_NOT_HELD,
            RefusalCode.WRONG_STATE,
            RefusalCode.WINDOW_BUSY,
            RefusalCode.POST_UNCOVERED,
        }
    ),
    RequestWindow: frozenset({RefusalCode.WINDOW_UNKNOWN, RefusalCode.WRONG_STATE, RefusalCode.REQUEST_PENDING}),
    ApproveWindow: frozenset(
        {
            RefusalCode.REQUEST_UNKNOWN,
            RefusalCode.REQUEST_OWN,
            RefusalCode.WINDOW_BUSY,
            RefusalCode.QUEUE_LEFT,
        }
    ),
    RejectWindow: frozenset({RefusalCode.REQUEST_UNKNOWN}),
    AssignProfile: frozenset({RefusalCode.WINDOW_UNKNOWN, RefusalCode.PROFILE_UNKNOWN, RefusalCode.QUEUE_LEFT}),
    OpenDoors: frozenset({RefusalCode.DAY_OPEN, RefusalCode.DAY_CHANGED}),
    OpenDay: frozenset({RefusalCode.DAY_OPEN, RefusalCode.DAY_PAST}),
    CloseDay: frozenset({RefusalCode.DAY_CLOSED}),
    PublishConfiguration: frozenset(),
    PublishIndicators: frozenset({RefusalCode.MONTH_OPEN, RefusalCode.MONTH_EMPTY}),
    Tick: frozenset(),
    ReportDevice: _STATION | {RefusalCode.DEVICE_UNKNOWN},
    ReportSpot: frozenset(),
    ReportStation: _STATION,
    OpenCell: frozenset(
        {
            RefusalCode.DEVICE_UNKNOWN,
            RefusalCode.CELL_UNKNOWN,
            RefusalCode.REASON_UNKNOWN,
            RefusalCode.STATION_AWAY,
            RefusalCode.CELL_BUSY,
        }
    ),
    BeginOpening: frozenset({RefusalCode.OPENING_UNKNOWN}),
    ReportOpening: frozenset({RefusalCode.OPENING_UNKNOWN}),
    ReportCell: frozenset({RefusalCode.DEVICE_UNKNOWN, RefusalCode.CELL_UNKNOWN}),
    CallForHelp: _STATION,
    TakeOutOfService: _STATION,
    ReturnToService: _STATION,
    PublishNotice: frozenset(
        {
            RefusalCode.NOTICE_UNKNOWN,
            RefusalCode.NOTICES_FULL,
            RefusalCode.PERIOD_UNFIT,
            RefusalCode.HEADING_NEEDED,
            RefusalCode.ZONE_UNKNOWN,
        }
    ),
    WithdrawNotice: frozenset({RefusalCode.NOTICE_UNKNOWN}),
    RaiseEmergency: frozenset({RefusalCode.MESSAGE_UNKNOWN}),
    EndEmergency: frozenset(),
    AcknowledgeAlarm: frozenset({RefusalCode.ALARM_UNKNOWN}),
    ClearAlarm: frozenset({RefusalCode.ALARM_UNKNOWN}),
}
