import pytest

from kiosk.flow.pages import Place
from kiosk.flow.way import Way


@pytest.fixture
def way() -> Way:
    way = Way()
    way.begin(Place.START)
    for place in (Place.FIND, Place.ITEM):
        way.go(place)
    return way


def _back(way: Way, steps: int) -> list[Place]:
    places = []
    for _ in range(steps):
        way.back()
        places.append(way.place)
    return places


def test_the_way_back_leads_through_every_place_and_ends_at_the_start(way: Way) -> None:
    assert _back(way, 4) == [Place.FIND, Place.START, Place.START, Place.START]


def test_a_place_that_is_turned_is_not_come_back_to(way: Way) -> None:
    way.go(Place.SITUATION)
    way.turn(Place.MATERIALS)
    assert way.in_pre_review
    assert [way.place, *_back(way, 2)] == [Place.MATERIALS, Place.ITEM, Place.FIND]
    assert not way.in_pre_review


def test_a_place_that_is_turned_back_to_stands_on_the_way_once(way: Way) -> None:
    way.go(Place.SITUATION)
    way.turn_back_to(Place.ITEM)
    assert [way.place, *_back(way, 2)] == [Place.ITEM, Place.FIND, Place.START]


def test_who_begins_anew_has_no_way_back_but_to_the_start(way: Way) -> None:
    way.begin(Place.TICKET)
    assert [way.place, *_back(way, 1)] == [Place.TICKET, Place.START]
