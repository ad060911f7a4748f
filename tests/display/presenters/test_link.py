from display.presenters.link import Link
from queue_server.client.session import Dismissed, Linked, LinkLost, ViewArrived
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import BoardView, Label, RatingView, WindowBrief, WindowState

BOARD = BoardView(hall=Label("大厅", "Hall"), zone=None, day_open=True, calls=(), queues=(), notices=())
RATING = RatingView(
    hall=Label("大厅", "Hall"), window=WindowBrief("w03", 3, Label("综合窗口", "General"), "comprehensive"),
    state=WindowState.OPEN, clerk_name=None, clerk_number=None, number=None, invitation=None,
)  # fmt: skip


def test_only_the_first_view_of_a_link_is_from_an_absence() -> None:
    link = Link(BoardView)
    for at_ms in (0, 1_000):
        link.receive(Linked(), at_ms)
        assert link.receive(ViewArrived("board", 1, BOARD), at_ms) is BOARD
        assert link.returning
        link.receive(ViewArrived("board", 2, BOARD), at_ms)
        assert not link.returning


def test_the_view_of_another_kind_of_screen_is_not_its_own() -> None:
    link = Link(BoardView)
    assert link.receive(ViewArrived("rating:w03", 1, RATING), 0) is None
    assert link.view is None


def test_it_remembers_when_it_was_lost_and_its_view() -> None:
    link = Link(BoardView)
    link.receive(Linked(), 0)
    link.receive(ViewArrived("board", 1, BOARD), 0)
    link.receive(LinkLost(), 5_000)
    assert (link.stands, link.lost_at_ms, link.view) == (False, 5_000, BOARD)


def test_a_dismissal_holds_until_the_link_stands_again() -> None:
    link = Link(BoardView)
    link.receive(Dismissed(RefusalCode.NOT_SIGNED_IN), 0)
    link.receive(LinkLost(), 0)
    link.receive(Dismissed(RefusalCode.WRONG_CREDENTIALS), 1_000)
    assert (link.stands, link.dismissed) == (False, RefusalCode.WRONG_CREDENTIALS)
    link.receive(Linked(), 2_000)
    assert (link.stands, link.dismissed) == (True, None)
