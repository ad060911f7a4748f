import pytest

from tests.domain.small_hall import SmallHall


@pytest.fixture
def hall() -> SmallHall:
    """The small hall on its first morning, open, with nobody at the windows."""
    return SmallHall()
