"""The process that prepares phrases, once it has its engine: order after order, until its input ends."""

from typing import BinaryIO, Protocol

from display.voice import orders
from display.voice.phrases import How, Part, Phrase
from display.voice.reading import Unreadable, sounds
from display.voice.store import Store


class Engine(Protocol):
    def speak(self, sounds: str) -> bytes: ...


def work(lines: BinaryIO, answers: BinaryIO, store: Store, engine: Engine) -> None:
    """Prepares order after order. What cannot be prepared is answered with why."""
    setup = orders.decode_setup(lines.readline())
    for line in lines:
        order = orders.decode_order(line)
        phrase = Phrase(order.language, tuple(Part(How(how), text) for how, text in order.parts))
        try:
            if not store.has(order.key):
                store.keep(order.key, engine.speak(sounds(phrase, setup.readings)))
                store.make_room(setup.limit_bytes)
            answer = orders.Prepared(order.key)
        except (Unreadable, OSError) as error:
            answer = orders.Prepared(order.key, str(error), again=isinstance(error, OSError))
        answers.write(orders.encode(answer) + b"\n")
        answers.flush()
