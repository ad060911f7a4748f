"""Refusals: what the server says instead of doing something wrong. Codes are stable; words are in language files."""

from enum import StrEnum
from typing import Self


class RefusalCode(StrEnum):
    """Each code with its meaning, for those who write programs; people read the words of the language files."""

    meaning: str

    def __new__(cls, code: str, meaning: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        return member

    # the request itself
    MALFORMED = "malformed", "not JSON, or not of the command's shape; details: where, why"
    TOO_LARGE = "too_large", "more bytes than are read; details: limit_bytes"
    KEY_REUSED = "key_reused", "the idempotency key was used for another request"
    REQUEST_WITHDRAWN = "request_withdrawn", "its sender has given it up"
    PROTOCOL_OUTDATED = (
        "protocol_outdated",
        "the station speaks another version of the wire; details: protocol, the server's",
    )
    NOT_FOUND = "not_found", "nothing is known by that name"
    UNAVAILABLE = "unavailable", "the server is stopping, or its disk does not answer: ask again with the same key"
    # who asks
    NOT_SIGNED_IN = "not_signed_in", "nobody is signed in, or no longer"
    WRONG_CREDENTIALS = "wrong_credentials", "the name and the password or key do not fit together"
    TOO_MANY_ATTEMPTS = "too_many_attempts", "that name is locked for a while; details: wait_s"
    FORBIDDEN = "forbidden", "whoever asks may not do or see this"
    # the day and the plan
    DAY_CLOSED = "day_closed", "no business day is open; details: next_day, if one is to come"
    DAY_OPEN = "day_open", "a business day is open already; details: business_day"
    DAY_PAST = "day_past", "a day once closed is not opened again; details: last_day"
    CONFIGURATION_UNFIT = (
        "configuration_unfit",
        "it has faults or would lose somebody; details: findings, each with file, key, reason, suggestion",
    )
    ITEM_UNKNOWN = "item_unknown", "the catalogue in force has no such service item"
    ITEM_CLOSED = "item_closed", "the service item is not accepted now; details: why (closed, not_yet, no_longer)"
    BUNDLE_UNKNOWN = "bundle_unknown", "the catalogue in force has no such bundle"
    QUEUE_UNKNOWN = "queue_unknown", "the plan in force has no such queue"
    QUEUE_FULL = "queue_full", "as many wait there as the policy allows"
    NUMBERS_EXHAUSTED = "numbers_exhausted", "the series has no number left today; details: series"
    PAPER_ROLL_UNKNOWN = "paper_roll_unknown", "the policy names no series for numbers from a paper roll"
    PAPER_NUMBER_USED = "paper_number_used", "that number of the roll is entered already today; details: number"
    PAPER_TIME_UNFIT = "paper_time_unfit", "torn off before the day began, or after now; details: from_at, until_at"
    NUMBERS_OVER = (
        "numbers_over",
        "whoever came now would not be called before closing; staff may with late_reason; details: queue_id",
    )
    DAY_CHANGED = "day_changed", "numbers are for another day now; details: next_day"
    # pre-reviews
    GUIDE_CHANGED = "guide_changed", "the guide has changed since; details: guide_version, the one in force"
    ANSWERS_UNFIT = "answers_unfit", "answers or materials that do not fit the guide; details: about"
    PRE_REVIEW_UNKNOWN = "pre_review_unknown", "no such pre-review since the evening before"
    PRE_REVIEW_USED = "pre_review_used", "a ticket made with it is on its way; details: number"
    PRE_REVIEW_EXPIRED = "pre_review_expired", "too old to be brought back; details: filed_on"
    LINE_UNKNOWN = "line_unknown", "the pre-review has no such line; details: about"
    # appointments
    SLOT_UNKNOWN = "slot_unknown", "no such slot can be booked then; details: free, the next that can"
    SLOT_FULL = "slot_full", "all places of the slot are taken; details: free, the next slots that have one"
    ALREADY_BOOKED = (
        "already_booked",
        "that person, or that source, has another one for it; details: appointment_id, business_day, begins_at",
    )
    APPOINTMENT_UNKNOWN = "appointment_unknown", "no such appointment from today on"
    APPOINTMENT_USED = "appointment_used", "it is checked in already; details: number"
    APPOINTMENT_OVER = "appointment_over", "it holds no more; details: why (cancelled, missed)"
    APPOINTMENT_EARLY = (
        "appointment_early",
        "too early to check in; details: business_day, begins_at, from_at (from when on, that day)",
    )
    # tickets
    DUPLICATE_TICKET = "duplicate_ticket", "that person's number for the same matter is on its way; details: number"
    TICKET_UNKNOWN = "ticket_unknown", "no such ticket today"
    WRONG_STATE = "wrong_state", "that cannot befall it in its state; details: state, allowed"
    REASON_UNKNOWN = "reason_unknown", "the policy has no such reason; details: allowed"
    TOO_SOON = "too_soon", "within a pause the policy sets between two actions; details: wait_s"
    RECALLED_ENOUGH = "recalled_enough", "called as often as the policy allows; details: limit"
    TOO_LATE = "too_late", "a missed ticket comes back after its time"
    PRIORITY_UNKNOWN = "priority_unknown", "no such class that may be claimed or granted, or none on the ticket"
    ALREADY_AWAY = "already_away", "another window sent it here and gets it back first; details: window_id"
    NO_FURTHER_STAGE = "no_further_stage", "it has no stages, or this is the last of them"
    SLIP_SETTLED = "slip_settled", "the slip was already reported or confirmed; details: slip"
    REPRINT_UNKNOWN = "reprint_unknown", "no such reprint is under way at that station"
    TAG_UNKNOWN = "tag_unknown", "the plan has no such vibrating tag, or the ticket has none"
    TAG_TAKEN = "tag_taken", "another ticket has that vibrating tag; details: number"
    TAG_CALL_UNKNOWN = "tag_call_unknown", "no such call of a vibrating tag is under way at that station"
    NOT_VOIDABLE = "not_voidable", "somebody has the number: only staff may void it"
    # windows
    WINDOW_UNKNOWN = "window_unknown", "the plan in force has no such window"
    WINDOW_NOT_OPEN = "window_not_open", "the window is closed or paused"
    WINDOW_OPEN = "window_open", "another clerk sits there"
    WINDOW_BUSY = "window_busy", "it has a ticket called or in service; details: number"
    WINDOW_NOT_YOURS = "window_not_yours", "another clerk sits there, or the ticket is at another window"
    POST_NOT_HELD = "post_not_held", "neither primary nor backup post of that window"
    CLERK_UNKNOWN = "clerk_unknown", "whoever asks is no clerk of the plan in force"
    CLERK_ELSEWHERE = "clerk_elsewhere", "the clerk sits at another window; details: window_id"
    NOBODY_WAITING = (
        "nobody_waiting",
        "nobody waits whom the window takes; details: strict, the profile whose rules alone keep somebody; wait_s",
    )
    NOT_IN_PROFILE = "not_in_profile", "that window does not take that queue"
    KEPT_ELSEWHERE = "kept_elsewhere", "it waits for another window alone; details: window_id"
    CLERK_AWAY = "clerk_away", "that clerk sits at no window now"
    NOTHING_TO_UNDO = "nothing_to_undo", "the window did nothing lately, or somebody has acted on the ticket since"
    POST_UNCOVERED = (
        "post_uncovered",
        "people wait whom no other window takes, and nobody can stand in: say why; details: queue_id, allowed",
    )
    LUNCH_ROTA = (
        "lunch_rota",
        "not lunch time, or too few windows would stay open; details: begins_at, ends_at, queue_id",
    )
    TRAINEE_UNKNOWN = "trainee_unknown", "no trainee by that id, or one who is at another window; details: window_id"
    WINDOW_WITHDRAWN = "window_withdrawn", "it is withdrawn from service until its opening is asked for and approved"
    PROFILE_UNKNOWN = "profile_unknown", "the plan in force has no such work profile"
    QUEUE_LEFT = "queue_left", "no window would be left that takes everybody of that queue; details: queue_id"
    REQUEST_PENDING = "request_pending", "something is asked for that window already; details: request_id"
    REQUEST_UNKNOWN = "request_unknown", "nothing is asked for by that id, or it was decided"
    REQUEST_OWN = "request_own", "whoever asked does not approve it too"
    # ratings
    SERVICE_UNKNOWN = "service_unknown", "no such service, today or of the days that may still be rated"
    ALREADY_RATED = "already_rated", "a service is rated once, and once again; an errand once"
    NOT_RATED = "not_rated", "what may follow a rating comes after one"
    RATING_OVER = "rating_over", "the time in which it may be rated, or rated again, is over; details: days"
    DAY_UNFIT = "day_unfit", "no such day, or one that is yet to come"
    ERRAND_UNKNOWN = "errand_unknown", "no such pre-review, appointment or ticket of today"
    REASONS_UNFIT = "reasons_unfit", "reasons that the table in force does not have for that level; details: allowed"
    # work orders
    WORK_ORDER_UNKNOWN = "work_order_unknown", "no such work order is open"
    WORK_ORDER_CONCERNED = "work_order_concerned", "whom a poor rating concerns gives their statement, and no more"
    STATEMENT_MISSING = "statement_missing", "both sides are heard first; details: side"
    UNTIL_DAY_UNFIT = (
        "until_day_unfit",
        "missing, not to come, later than the policy allows, or of a course without; details: latest",
    )
    APPEAL_OVER = "appeal_over", "it was appealed against before, or the time for it is over"
    EXTENSION_UNFIT = "extension_unfit", "none was asked for, it was decided before, or nothing runs to be extended"
    # what screens say
    CALL_UNSHOWN = "call_unshown", "no screen has shown this call: call again, or say that it was called aloud"
    EMERGENCY = "emergency", "an emergency message stands: nobody is called, and nobody has missed a call"
    MESSAGE_UNKNOWN = "message_unknown", "the policy has no such emergency message"
    HEADING_NEEDED = "heading_needed", "so long a text has no room on a kiosk without a heading; details: limit"
    NOTICE_UNKNOWN = "notice_unknown", "no such notice stands or is to come"
    NOTICES_FULL = "notices_full", "as many notices stand or are to come as screens can show; details: limit"
    PERIOD_UNFIT = "period_unfit", "it would end before it begins, or has ended"
    MONTH_OPEN = "month_open", "the month is not over"
    MONTH_EMPTY = "month_empty", "nobody was served in that month, and nothing was rated"
    ZONE_UNKNOWN = "zone_unknown", "the plan in force has no such zone"
    # the floor
    ALARM_UNKNOWN = "alarm_unknown", "no such alarm is open"
    STATION_UNKNOWN = "station_unknown", "the plan in force has no such station"
    STATION_AWAY = "station_away", "the station is not connected now"
    DEVICE_UNKNOWN = "device_unknown", "the station has no such device"
    CELL_UNKNOWN = "cell_unknown", "the plan has no such cell of that locker"
    CELL_BUSY = "cell_busy", "that cell is being opened now"
    OPENING_UNKNOWN = "opening_unknown", "no such opening is under way at that station"
    STATION_IN_SERVICE = "station_in_service", "remote touch only on a kiosk taken out of service"


class CommandRefused(Exception):
    """The command was not carried out, nothing has changed. `details` are plain words and ids, never personal data."""

    def __init__(self, code: RefusalCode, **details: str) -> None:
        super().__init__(code.value, details)
        self.code = code
        self.details = details
