"""The way somebody has come: the place in front, and those before it that 返回 leads back to."""

from kiosk.flow.pages import PRE_REVIEW, Place


class Way:
    def __init__(self) -> None:
        self.place = Place.NOTICE
        self._before: list[Place] = []

    @property
    def in_pre_review(self) -> bool:
        return self.place in PRE_REVIEW.values()

    def go(self, place: Place) -> None:
        """On to `place`; the way back leads to the one in front now."""
        self._before.append(self.place)
        self.place = place

    def turn(self, place: Place) -> None:
        """`place` takes the place of the one in front; the way back stays as it is."""
        self.place = place

    def begin(self, place: Place) -> None:
        """At `place`, with no way back."""
        self._before.clear()
        self.place = place

    def back(self) -> None:
        self.place = self._before.pop() if self._before else Place.START

    def turn_back_to(self, place: Place) -> None:
        """`place` is in front and no second time on the way back."""
        self._before = [before for before in self._before if before is not place]
        self.place = place
