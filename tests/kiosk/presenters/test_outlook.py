import pytest

from config.configuration import HallConfiguration
from config.i18n import Texts
from kiosk.presenters.outlook import Outlook
from kiosk.rehearsal import EVENING_MS, MORNING_MS, Rehearsal
from queue_server.contract.refusals import RefusalCode


@pytest.fixture
def outlook(sample: HallConfiguration) -> Outlook:
    return Outlook(Texts.load(), "zh", MORNING_MS, configuration=sample)


@pytest.mark.parametrize(
    ("numbers", "zh", "en"),
    [
        ((), "", ""),
        ((3,), "3 号", "window 3"),
        ((2, 1), "1、2 号", "windows 1, 2"),
        ((1, 2, 3, 4), "1 至 4 号", "windows 1–4"),
        ((3, 4, 15, 16, 17), "3、4、15 至 17 号", "windows 3, 4, 15–17"),
        ((7, 7), "7 号", "window 7"),
    ],
)
def test_window_numbers_are_said_as_people_say_them(
    outlook: Outlook, numbers: tuple[int, ...], zh: str, en: str
) -> None:
    assert outlook.windows(numbers) == zh
    assert outlook.in_language("en").windows(numbers) == en


def test_time_and_day_are_those_of_the_hall(outlook: Outlook) -> None:
    assert (outlook.clock(), outlook.date(), outlook.day(EVENING_MS)) == ("09:41", "11 月 23 日 星期一", "2026-11-23")
    assert outlook.in_language("en").date() == "Mon 23 Nov"


def test_a_closed_item_names_its_own_reason_before_that_of_its_queue(kiosk: Rehearsal) -> None:
    look = kiosk.flow.outlook
    closed = next(item for item in kiosk.configuration.catalogue.items if item.closed_because)
    assert look.why_no_item(closed) is RefusalCode.ITEM_CLOSED
    assert look.why_no_item(kiosk.configuration.items["food-licence-new"]) is None
