"""What a call board cannot show of the hall's own pictures and films, staff are told, once and as long as it is so."""

from queue_server.contract.commands import ReportSpot, SpotFault
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import BoardView, FloorView, Label, SpotLine
from queue_server.domain.views import view
from tests.domain.small_hall import ANN, BOARD, SYSTEM, SmallHall, configuration, publication, tables

FILE = "originals.png"


def alarms(hall: SmallHall) -> list[tuple[str, str]]:
    return [(alarm.kind, alarm.about) for alarm in hall.state.alarms.values()]


def spots(hall: SmallHall, topic: str) -> list[SpotLine]:
    shown = view(hall.state, topic, hall.now_ms)
    assert isinstance(shown, BoardView)
    return list(shown.spots)


def test_a_board_is_told_what_it_shows_by_its_zone(hall: SmallHall) -> None:
    everywhere, film = SpotLine(FILE, 12), SpotLine("film.mp4", 60)
    assert spots(hall, "board") == [everywhere]
    assert spots(hall, "board:east") == [everywhere]
    assert spots(hall, "board:west") == [everywhere, film]


def test_a_file_a_board_cannot_show_is_told_once_with_board_and_name_until_it_can(hall: SmallHall) -> None:
    hall.give(ReportSpot(FILE, SpotFault.MISSING), BOARD)
    assert hall.give(ReportSpot(FILE, SpotFault.MISSING), BOARD) == ()
    assert alarms(hall) == [("spot_missing", "b1:originals.png")]
    floor = view(hall.state, "floor", hall.now_ms)
    assert isinstance(floor, FloorView)
    assert [line.name for line in floor.alarms] == [Label("board originals.png", "board originals.png")]
    assert hall.give(ReportSpot("film.mp4"), BOARD) == ()
    hall.give(ReportSpot(FILE, SpotFault.UNREADABLE), BOARD)
    assert alarms(hall) == [("spot_unreadable", "b1:originals.png")]
    hall.give(ReportSpot(FILE), BOARD)
    assert alarms(hall) == []


def test_what_is_published_no_more_is_nobodys_trouble(hall: SmallHall) -> None:
    hall.give(ReportSpot(FILE, SpotFault.TOO_LARGE), BOARD)
    changed = tables()
    del changed["policy"]["spots"]
    hall.give(publication(configuration(changed)), SYSTEM)
    assert alarms(hall) == []
    assert spots(hall, "board:west") == []
    assert hall.give(ReportSpot(FILE, SpotFault.TOO_LARGE), BOARD) == ()


def test_only_a_board_says_what_boards_cannot_show(hall: SmallHall) -> None:
    assert hall.refusal(ReportSpot(FILE, SpotFault.MISSING), ANN) is RefusalCode.FORBIDDEN
