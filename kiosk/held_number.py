"""An identity number for as long as somebody decides about it, in a buffer that is overwritten afterwards. Pure.

The text that leaves here, and the request made of it, are copies that Python frees and does not overwrite: so there is
one, made when the number is used.
"""


class HeldNumber:
    """Empty at first. `repr` keeps it to itself."""

    def __init__(self) -> None:
        self._written = bytearray()

    def __bool__(self) -> bool:
        return bool(self._written)

    def __repr__(self) -> str:
        return "HeldNumber()"

    def hold(self, number: str) -> None:
        """In place of any other. `number` is ASCII, as identity numbers are; raises UnicodeEncodeError otherwise."""
        self.wipe()
        self._written = bytearray(number, "ascii")

    def take(self) -> str:
        """The number, which is not held any more; empty if none was."""
        number = self._written.decode("ascii")
        self.wipe()
        return number

    def wipe(self) -> None:
        """Overwrites it where it stands."""
        self._written[:] = bytes(len(self._written))
        self._written = bytearray()
