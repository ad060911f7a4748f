"""What is typed by a scanner where nobody types: the code of a slip, whose service can then be rated."""

SLIP = "/t/"  # in the address of every ticket's page
LONGEST = 300
PAUSE_MS = 1_000  # a scanner makes none; what was typed before one is something else


class Scanning:
    def __init__(self) -> None:
        self._typed = ""
        self._at_ms = 0

    def typed(self, character: str, steady_ms: int) -> str:
        """The code of a slip once it is complete, else nothing."""
        if steady_ms - self._at_ms > PAUSE_MS:
            self._typed = ""
        self._at_ms = steady_ms
        if character not in "\r\n":
            self._typed = (self._typed + character)[:LONGEST]
            return ""
        whole, self._typed = self._typed, ""
        return whole if SLIP in whole else ""
