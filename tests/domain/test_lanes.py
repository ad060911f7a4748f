from queue_server.domain.lanes import Lane, Lanes

URGENT, ENGLISH = Lane("urgent"), Lane(None, (0,))


def standing(place: int) -> tuple[int, int, str]:
    return place, place, f"t{place}"


def lanes() -> Lanes:
    """1, 4 and 5 are ordinary, 2 is urgent, 3 meets the first terms."""
    made = Lanes()
    for place, lane in ((4, Lane()), (1, Lane()), (5, Lane()), (2, URGENT), (3, ENGLISH)):
        made.enter(lane, standing(place))
    return made


def test_whatever_the_lane_a_queue_is_read_in_the_order_of_places() -> None:
    assert [place for place, *_ in lanes()] == [1, 2, 3, 4, 5]
    assert lanes().first == standing(1)
    assert len(lanes()) == 5


def test_a_lane_in_which_nobody_stands_is_not_kept() -> None:
    made = lanes()
    made.leave(URGENT, standing(2))
    assert URGENT not in made.orders
    assert made.orders[Lane()] == [standing(1), standing(4), standing(5)]


def test_an_empty_queue_has_no_first() -> None:
    assert Lanes().first is None
    assert not Lanes()


def test_overtaking_is_counted_by_places() -> None:
    made = lanes()
    for place in (5, 3):
        made.call(standing(place))
    assert [made.overtakes(standing(place)) for place in range(1, 6)] == [2, 2, 1, 1, 0]


def test_whoever_stands_before_somebody_was_overtaken_at_least_as_often() -> None:
    made = lanes()
    for place in (9, 2, 7, 4, 6):
        made.call(standing(place))
    often = [made.overtakes(standing(place)) for place in range(12)]
    assert often == sorted(often, reverse=True)


def test_before_counts_all_lanes() -> None:
    assert [lanes().before(standing(place)) for place in (1, 3, 6)] == [0, 2, 5]


def test_a_front_is_a_copy_that_still_knows_how_many_there_are() -> None:
    made = lanes()
    front = made.front(1)
    assert [place for place, *_ in front] == [1, 2, 3]
    assert len(front) == 5
    front.leave(URGENT, standing(2))
    front.call(standing(2))
    assert len(front) == 4
    assert len(made) == 5
    assert made.called == []


def test_a_call_that_was_taken_back_overtook_nobody() -> None:
    made = lanes()
    made.call(standing(3))
    made.call(standing(5))
    assert made.overtakes(standing(1)) == 2
    made.uncall(standing(3))
    assert made.overtakes(standing(1)) == 1
    assert made.overtakes(standing(4)) == 1
