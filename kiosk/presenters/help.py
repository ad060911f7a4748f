"""Help: how to use the kiosk, and whom to ask. Calling somebody is a key of the bar at the foot of every screen."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.presenters.outlook import Outlook
from kiosk.presenters.pieces import Figure
from kiosk.presenters.presenter import Presenter


@dataclass(frozen=True)
class Step:
    mark: str
    title: str
    line: str


@dataclass(frozen=True)
class HelpState:
    heading: str
    steps_heading: str
    steps: tuple[Step, ...]
    hall_heading: str
    hall: tuple[Figure, ...]  # label and value
    call: str
    call_line: str


class HelpPresenter(Presenter[HelpState]):
    def __init__(self, outlook: Outlook, call_help: Callable[[], None]) -> None:
        self.call_help = call_help
        super().__init__(outlook)

    def compose(self) -> HelpState:
        look = self.outlook
        if look.windows_open or look.doors_open:
            steps: tuple[str, ...] = ("find", "take", "wait")
        else:
            steps = ("read", "number", "return") if look.for_day is not None else ("read", "come")
        plan = look.configuration.plan if look.configuration else None
        hall = [Figure(look.say("help.hours"), look.hours())]
        if plan is not None:
            hall += [
                Figure(look.say("help.phone"), plan.phone),
                Figure(look.say("help.supervision"), plan.supervision_phone),
                Figure(look.say("help.address"), plan.address.text(look.language)),
            ]
        hall.append(Figure(look.say("help.rate"), look.say("help.rate_line")))
        return HelpState(
            heading=look.say("help.heading"),
            steps_heading=look.say("help.steps" if look.windows_open or look.doors_open else "help.steps_closed"),
            steps=tuple(
                Step(str(number), look.say(f"help.{step}"), look.say(f"help.{step}_line"))
                for number, step in enumerate(steps, start=1)
            ),
            hall_heading=look.say("help.hall"),
            hall=tuple(hall),
            call=look.say("help.call"),
            call_line=look.say("help.call_line"),
        )
