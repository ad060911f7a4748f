"""What the hall asks of a bridge's devices: taken at once or never, and each by one taker once."""

from collections.abc import Iterable
from typing import Generic, TypeVar

from display.bridge.device import Hall
from queue_server.client.session import Answered, AnyDelivery, Dismissed, LinkLost, WasRefused
from queue_server.contract.commands import AnyCommand

ANSWER_MS = 5_000  # later somebody else has seen to it

Thing = TypeVar("Thing")


class Taking(Generic[Thing]):
    """The hall says who may do a thing: whoever began it. So nothing is done that no answer came to.

    A wish whose link is lost is taken back. What was begun, and the answer never came, nobody does: the hall tells so.
    """

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._asked: dict[str, tuple[AnyCommand, Thing, int]] = {}  # by the request's key

    def offer(self, things: Iterable[tuple[AnyCommand, Thing]], now_ms: int) -> None:
        """What is there to be begun, each with the command that begins it."""
        asked = [command for command, _, _ in self._asked.values()]
        for command, thing in things:
            if command not in asked:
                key = self._hall.send(command, only_while_linked=True)
                self._asked[key] = command, thing, now_ms

    def receive(self, message: AnyDelivery, now_ms: int) -> Thing | None:
        """What is begun now, to be done."""
        self.tick(now_ms)
        match message:
            case Answered(key=key) if key in self._asked:
                return self._asked.pop(key)[1]
            case WasRefused(key=key):
                self._asked.pop(key, None)
            case LinkLost() | Dismissed():
                self._give_up(list(self._asked))
        return None

    def tick(self, now_ms: int) -> None:
        self._give_up([key for key, (_, _, at_ms) in self._asked.items() if now_ms - at_ms >= ANSWER_MS])

    def _give_up(self, keys: list[str]) -> None:
        for key in keys:
            del self._asked[key]
            self._hall.withdraw(key)
