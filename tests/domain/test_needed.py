from queue_server.domain.needed import Needed, needed
from tests.domain.rules.test_plan import without_general
from tests.domain.small_hall import ANN, SmallHall, configuration, tables


def test_a_resting_hall_needs_nothing_of_its_plan(hall: SmallHall) -> None:
    assert list(needed(hall.state, configuration(without_general()))) == []


def test_all_that_is_missing_is_told_at_once_and_each_thing_once(hall: SmallHall) -> None:
    first = hall.issue()
    hall.issue()
    hall.sit("w1", ANN)
    coming = without_general()
    coming["plan"]["clerks"] = coming["plan"]["clerks"][1:]
    assert list(needed(hall.state, configuration(coming))) == [
        Needed("content.plan.queues", f"general is needed: {hall.ticket(first).number} is waiting"),
        Needed("content.plan.windows", "w1 is needed: it is open"),
        Needed("content.plan.clerks", f"{ANN.id} is needed: at w1"),
    ]


def test_the_plan_in_force_always_suffices(hall: SmallHall) -> None:
    hall.issue()
    hall.sit("w1", ANN)
    assert list(needed(hall.state, configuration(tables()))) == []
