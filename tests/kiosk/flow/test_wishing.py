from kiosk.flow.sight import Sight
from kiosk.flow.wishing import Wishing
from kiosk.presenters.outlook import Outlook
from kiosk.rehearsal import Rehearsal
from queue_server.contract.commands import IssueTicket
from queue_server.contract.refusals import RefusalCode


class Scene:
    """A wish with nobody around it but a server that keeps what it is asked."""

    def __init__(self, kiosk: Rehearsal) -> None:
        kiosk.sent.clear()
        self.server = kiosk
        self.sight = Sight(kiosk.flow.outlook)
        self.changes: list[Outlook] = []
        self.ticket_shown = False
        self.wishing = Wishing(
            self.sight, kiosk, lambda: self.ticket_shown, lambda: self.changes.append(self.sight.outlook)
        )

    @property
    def key(self) -> str:
        return list(self.server.sent)[-1]


def test_one_touch_is_one_request_until_it_is_answered(kiosk: Rehearsal) -> None:
    scene = Scene(kiosk)
    scene.wishing.take("food-licence-new")
    scene.wishing.take("identity-card-renewal")
    assert [type(command) for command in kiosk.sent.values()] == [IssueTicket]
    wish = scene.wishing.granted(scene.key)
    assert wish is not None
    assert (wish.item_id, scene.sight.outlook.wish) == ("food-licence-new", None)


def test_nobody_who_has_a_number_on_the_screen_is_given_another(kiosk: Rehearsal) -> None:
    scene = Scene(kiosk)
    scene.ticket_shown = True
    scene.wishing.take("food-licence-new")
    assert (kiosk.sent, scene.changes) == ({}, [])


def test_a_wish_that_is_given_up_is_taken_back_and_no_answer_fulfils_it(kiosk: Rehearsal) -> None:
    scene = Scene(kiosk)
    scene.wishing.take("food-licence-new")
    key = scene.key
    scene.wishing.give_up()
    assert (kiosk.withdrawn, scene.sight.outlook.wish) == ([key], None)
    assert scene.wishing.granted(key) is None
    assert not scene.wishing.refused(key, RefusalCode.QUEUE_FULL)
    assert [outlook.wish is not None for outlook in scene.changes] == [True, False]


def test_a_refusal_stands_until_somebody_goes_on(kiosk: Rehearsal) -> None:
    scene = Scene(kiosk)
    scene.wishing.take("food-licence-new")
    scene.wishing.forget_refusal()
    assert scene.sight.outlook.wish is not None  # it is not refused, it is under way
    assert not scene.wishing.refused("another", RefusalCode.QUEUE_FULL)
    assert scene.wishing.refused(scene.key, RefusalCode.QUEUE_FULL)
    wish = scene.sight.outlook.wish
    assert wish is not None
    assert wish.refused is RefusalCode.QUEUE_FULL
    scene.wishing.forget_refusal()
    assert scene.sight.outlook.wish is None
