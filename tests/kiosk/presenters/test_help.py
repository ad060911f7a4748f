from config.configuration import HallConfiguration
from kiosk.rehearsal import EVENING_MS, Rehearsal, keeping_hours, night_hall, open_hall


def test_help_counts_the_steps_it_shows(kiosk: Rehearsal) -> None:
    shown = kiosk.choose("help").flow.help.state
    assert (shown.steps_heading, len(shown.steps)) == ("三步就好", 3)


def test_after_hours_help_promises_no_number(kiosk: Rehearsal) -> None:
    kiosk.choose("help").see(open_hall(kiosk.configuration, day_open=False))
    shown = kiosk.flow.help.state
    assert (shown.steps_heading, len(shown.steps)) == ("现在可以这样用", 2)


def test_at_night_help_tells_of_the_number_for_the_next_day(sample: HallConfiguration) -> None:
    kept = keeping_hours(sample)
    kiosk = Rehearsal(kept, night=True, now_ms=EVENING_MS).open(night_hall(kept)).choose("help")
    assert [step.title for step in kiosk.flow.help.state.steps] == [
        "先看办事指南",
        "取一个开门后用的号",
        "开门后来等叫号",
    ]
