import msgspec

from kiosk.examples import Rehearsal, open_hall


def test_help_counts_the_steps_it_shows(kiosk: Rehearsal) -> None:
    shown = kiosk.choose("help").flow.help.state
    assert (shown.steps_heading, len(shown.steps)) == ("三步就好", 3)


def test_after_hours_help_promises_no_number(kiosk: Rehearsal) -> None:
    kiosk.choose("help").see(msgspec.structs.replace(open_hall(kiosk.configuration), day_open=False))
    shown = kiosk.flow.help.state
    assert (shown.steps_heading, len(shown.steps)) == ("现在可以这样用", 2)
