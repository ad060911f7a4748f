"""Refusals: what the server says instead of doing something wrong. Codes are stable; words are in language files."""

from enum import StrEnum


class RefusalCode(StrEnum):
    # the request itself
    MALFORMED = "malformed"  # not JSON, or not of the command's shape; details: where, why
    TOO_LARGE = "too_large"
    KEY_REUSED = "key_reused"  # the idempotency key was used for another request
    REQUEST_WITHDRAWN = "request_withdrawn"  # its sender has given it up
    PROTOCOL_OUTDATED = "protocol_outdated"
    NOT_FOUND = "not_found"
    UNAVAILABLE = "unavailable"  # the server is stopping, or its disk does not answer
    # who asks
    NOT_SIGNED_IN = "not_signed_in"
    WRONG_CREDENTIALS = "wrong_credentials"
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    FORBIDDEN = "forbidden"
    # the day and the plan
    DAY_CLOSED = "day_closed"
    DAY_OPEN = "day_open"
    DAY_PAST = "day_past"  # a day once closed is not opened again
    ITEM_UNKNOWN = "item_unknown"
    ITEM_CLOSED = "item_closed"
    QUEUE_UNKNOWN = "queue_unknown"
    QUEUE_FULL = "queue_full"
    NUMBERS_EXHAUSTED = "numbers_exhausted"
    # tickets
    TICKET_UNKNOWN = "ticket_unknown"
    WRONG_STATE = "wrong_state"  # details: state, allowed
    REASON_UNKNOWN = "reason_unknown"
    TOO_SOON = "too_soon"  # a recall within the recall pause; details: wait_s
    TOO_LATE = "too_late"  # a missed ticket comes back after its time
    SLIP_SETTLED = "slip_settled"  # the slip was already reported or confirmed
    NOT_VOIDABLE = "not_voidable"  # somebody has the number: only staff may void it
    # windows
    WINDOW_UNKNOWN = "window_unknown"
    WINDOW_NOT_OPEN = "window_not_open"
    WINDOW_OPEN = "window_open"  # another clerk sits there
    WINDOW_BUSY = "window_busy"  # it has a ticket called or in service
    WINDOW_NOT_YOURS = "window_not_yours"
    POST_NOT_HELD = "post_not_held"  # neither primary nor backup post of that window
    CLERK_UNKNOWN = "clerk_unknown"
    CLERK_ELSEWHERE = "clerk_elsewhere"
    NOBODY_WAITING = "nobody_waiting"
    NOT_IN_PROFILE = "not_in_profile"  # that window does not take that queue
    # ratings
    SERVICE_UNKNOWN = "service_unknown"
    ALREADY_RATED = "already_rated"
    # the floor
    ALARM_UNKNOWN = "alarm_unknown"
    STATION_UNKNOWN = "station_unknown"
    DEVICE_UNKNOWN = "device_unknown"
    STATION_IN_SERVICE = "station_in_service"  # remote touch only on a kiosk taken out of service


class CommandRefused(Exception):
    """The command was not carried out, nothing has changed. `details` are plain words and ids, never personal data."""

    def __init__(self, code: RefusalCode, **details: str) -> None:
        super().__init__(code.value, details)
        self.code = code
        self.details = details
