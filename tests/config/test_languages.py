"""All language files: complete in every language, filled in alike, written in the house style."""

from collections.abc import Iterable
from itertools import chain

import pytest

from config import wording
from config.catalogue import DayCount, ItemKind, ItemType
from config.hall import DeviceKind, StaffRole, StationKind, WindowKind, ZoneKind
from config.i18n import LANGUAGES, Texts
from config.policy import Policy
from config.pre_review import Finding, Verdict
from config.ratings import Dimension
from queue_server.contract import commands
from queue_server.contract.commands import (
    DeviceHealth,
    OpeningOutcome,
    RatingLevel,
    RatingStage,
    SpotFault,
    WindowChange,
    WorkOrderCourse,
    WorkOrderState,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import AlarmState, SlipState, TicketState, WindowState
from queue_server.domain.lifecycle import UNDOABLE
from queue_server.domain.rules.alarms import WORK_ORDER_DUE, WORK_ORDER_LATE
from queue_server.domain.work_orders import RatedHow, WorkOrderDue, WorkOrderStep

TEXTS = Texts.load()
AREAS = sorted({key.partition(".")[0] for language in LANGUAGES for key in TEXTS.keys(language)})
ALL_TEXTS = {
    language: {key: text for area in AREAS for key, text in TEXTS.area(area, language).items()}
    for language in LANGUAGES
}

# a code the program shows → the table of common.toml with its words
CODES: dict[str, Iterable[str]] = {
    "ticket_state": TicketState,
    "slip_state": SlipState,
    "window_state": WindowState,
    "window_kind": WindowKind,
    "zone_kind": ZoneKind,
    "item_kind": ItemKind,
    "item_type": ItemType,
    "station_kind": StationKind,
    "device_kind": DeviceKind,
    "device_health": chain(DeviceHealth, ["unknown"]),
    "alarm_state": AlarmState,
    "role": StaffRole,
    "post": ("primary", "backup"),
    "rating_level": RatingLevel,
    "rating_stage": RatingStage,
    "rating_dimension": Dimension,
    "work_order_state": WorkOrderState,
    "work_order_step": WorkOrderStep,
    "work_order_due": WorkOrderDue,
    "work_order_course": WorkOrderCourse,
    "rated_how": RatedHow,
    "verdict": Verdict,
    "finding": Finding,
    "pause_reason": Policy().pause_reasons,
    "leave_reason": Policy().leave_reasons,
    "window_change": WindowChange,
    "break_off_reason": Policy().break_off_reasons,
    "cell_reason": Policy().cell_reasons,
    "opening_outcome": OpeningOutcome,
    "cancel_reason": ("visitor", "staff", "hall_closed"),
    "void_reason": ("unconfirmed",),
    "call_rule": ("longest_waiting", "profile", "priority", "overdue", "chosen", "resumed", "returned"),
    "why_called": (
        *("longest_waiting", "profile", "priority", "overdue", "chosen", "resumed", "returned"),
        *("chosen_because", "overtook"),
    ),
    "language": LANGUAGES,
    "limit": chain(DayCount, ["on_the_spot", "none"]),
    "alarm": (
        *(f"device_{health}" for health in DeviceHealth if health is not DeviceHealth.OK),
        "station_offline",
        "help_called",
        "slip_not_reported",
        "slip_unconfirmed",
        "reprint_failed",
        "tag_silent",
        "cell_left_open",
        "post_uncovered",
        "calendar_missing",
        "parked_long",
        "bundle_due",
        "hoarding_suspected",
        "call_unshown",
        "screen_silent",
        WORK_ORDER_DUE,
        WORK_ORDER_LATE,
        *(f"spot_{fault}" for fault in SpotFault),
    ),
}


@pytest.mark.parametrize("area", AREAS)
def test_an_area_has_the_same_keys_in_every_language(area: str) -> None:
    zh, en = (set(TEXTS.area(area, language)) for language in LANGUAGES)
    assert sorted(zh - en) == [], "only in Chinese"
    assert sorted(en - zh) == [], "only in English"


@pytest.mark.parametrize("area", AREAS)
def test_a_text_has_the_same_placeholders_in_every_language(area: str) -> None:
    different = [
        f"{key}: zh {sorted(wording.placeholders(zh))}, en {sorted(wording.placeholders(en))}"
        for key, zh in TEXTS.area(area, "zh").items()
        if (en := ALL_TEXTS["en"].get(key)) is not None and wording.placeholders(zh) != wording.placeholders(en)
    ]
    assert different == []


@pytest.mark.parametrize("area", AREAS)
def test_placeholders_have_names(area: str) -> None:
    texts = [(key, text) for language in LANGUAGES for key, text in TEXTS.area(area, language).items()]
    assert [key for key, text in texts if not all(name.isidentifier() for name in wording.placeholders(text))] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", AREAS)
def test_every_text_keeps_the_house_style(area: str, language: str) -> None:
    texts = TEXTS.area(area, language)
    assert [f"{key} {fault}" for key, text in texts.items() for fault in wording.faults(text, language)] == []


def test_every_refusal_has_its_words_and_no_words_are_left_over() -> None:
    assert set(TEXTS.area("refusals", "zh")) == {f"refusals.{code}" for code in RefusalCode}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_needs_no_values(language: str) -> None:
    needing = [key for key, text in TEXTS.area("refusals", language).items() if wording.placeholders(text)]
    assert needing == []


@pytest.mark.parametrize("table", CODES)
def test_every_code_has_its_word_and_no_word_is_left_over(table: str) -> None:
    words = {key for key in TEXTS.area("common", "zh") if key.startswith(f"common.{table}.")}
    assert words == {f"common.{table}.{code}" for code in CODES[table]}


def test_whatever_can_be_undone_has_its_words_on_the_clerks_page_and_no_words_are_left_over() -> None:
    assert of_console("undo") == {"words", *(event.__name__ for event in UNDOABLE)}


def test_whatever_a_call_came_to_has_its_word_in_the_list_of_calls_and_no_word_is_left_over() -> None:
    came_to = {"started", "no_show", "parked", "transferred", "cancelled", "undone"}  # schema.calls.outcome
    assert of_console("outcome") == {"open", *came_to}


# what the view of a window and a ticket's file say of what staff may do now (`actions`)
OFFERED = (
    *(commands.CallNext, commands.CallTicket, commands.RecallTicket, commands.MarkNoShow),
    *(commands.StartServing, commands.FinishServing, commands.BreakOff, commands.ParkTicket),
    *(commands.ResumeTicket, commands.RequeueTicket, commands.TransferTicket, commands.SendAway),
    *(commands.NextStage, commands.UndoLast, commands.CheckPreReview),
    *(commands.VerifyPriority, commands.WithdrawPriority, commands.GrantPriority),
    *(commands.OpenWindow, commands.TakeOver, commands.PauseWindow, commands.CloseWindow),
    *(commands.CancelTicket, commands.VoidTicket, commands.ReprintSlip, commands.GiveTag, commands.ReturnTag),
)
# of what a command names, which the view has chosen itself
OF_NAMES = {
    RefusalCode.CLERK_AWAY,
    RefusalCode.ANSWERS_UNFIT,
    *(code for code in RefusalCode if code.endswith("_unknown")),
}


def test_why_staff_may_not_do_something_now_has_its_few_words() -> None:
    codes = {code for command in OFFERED for code in commands.REFUSED[command]} - OF_NAMES
    assert sorted(codes - of_console("why")) == []


def of_console(table: str) -> set[str]:
    return {key.rpartition(".")[2] for key in TEXTS.area("console", "zh") if key.startswith(f"console.{table}.")}
