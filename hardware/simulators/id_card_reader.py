"""The virtual ID card reader: the SAM's frames, a card that is laid down and taken away, and what goes wrong."""

from dataclasses import dataclass

from hardware.protocols import id_card, sam
from hardware.protocols.id_card import Card
from hardware.protocols.sam import FrameReader, Status
from hardware.simulators.front import Answer
from hardware.simulators.virtual_device import Switches, VirtualDevice

LATE_S = 0.5
_PHOTO = (sam.PREAMBLE + bytes(range(256)) * 4)[: sam.PHOTO_BYTES]  # nobody's; a preamble may be in a photo by chance


@dataclass
class ReaderSwitches(Switches):
    not_authorised: bool = False
    self_test_failed: bool = False
    bad_contact: bool = False  # a card is found and cannot be read
    forged: bool = False  # card and reader do not recognise one another
    wrong_card: bool = False
    finds_again: bool = False  # a card that was read is found again, though it was never taken away
    late: bool = False  # answers come after half a second
    out_of_step: bool = False  # it recognises nothing until it is reset
    broken: bool = False  # nor then
    empty_card: bool = False


class VirtualIdCardReader(VirtualDevice[ReaderSwitches, FrameReader]):
    """`lay` a card down, `take_away` it. `reads` counts cards that were read out, `resets` what it was told to."""

    def __init__(self, name: str, url: str) -> None:
        super().__init__(name, url, ReaderSwitches(), FrameReader)
        self.reads = self.resets = 0
        self._text: bytes | None = None
        self._was_read = self._found = self._selected = False

    def lay(self, card: Card) -> None:
        self.lay_text(id_card.write(card))

    def lay_text(self, text: bytes) -> None:
        """A card with any 256 bytes of text."""
        self.take_away()
        self._text = text

    def take_away(self) -> None:
        self._text = None
        self._was_read = self._found = self._selected = False

    async def take(self, data: bytes, reader: FrameReader, answer: Answer) -> None:
        spoilt = reader.spoilt
        answers = [self._carried_out(frame.command) for frame in reader.feed(data)]
        answers += [self._state(Status.CHECK_WRONG)] * (reader.spoilt - spoilt)
        for payload in answers:
            if self.switches.late:
                self.later(LATE_S, sam.frame(payload), answer)
            else:
                await self.send(sam.frame(payload), answer)
        await self.changed()

    def _carried_out(self, command: bytes) -> bytes:
        if self.switches.self_test_failed:
            return self._state(Status.SELF_TEST_FAILED)
        if self.switches.not_authorised:
            return self._state(Status.NOT_AUTHORISED)
        if command == b"\x10\xff":
            self.resets += 1
            self.switches.out_of_step = False
            self._found = self._selected = False
            return self._state(Status.OK)
        if self.switches.out_of_step or self.switches.broken:
            return self._state(Status.UNRECOGNISED)
        match command:
            case b"\x11\xff":
                return self._state(Status.OK)
            case b"\x12\xff":
                return self._state(Status.OK) + bytes(16)
            case b"\x20\x01":
                return self._find()
            case b"\x20\x02":
                return self._select()
            case b"\x30\x01":
                return self._read()
        self.misunderstood(command, "no command of an ID card reader")
        return self._state(Status.COMMAND_WRONG)

    def _find(self) -> bytes:
        self._selected = False
        self._found = self._text is not None and (self.switches.finds_again or not self._was_read)
        return self._state(Status.FOUND) + bytes(4) if self._found else self._state(Status.NO_CARD)

    def _select(self) -> bytes:
        self._selected = self._found
        return self._state(Status.OK) + bytes(8) if self._selected else self._state(Status.SELECT_FAILED)

    def _read(self) -> bytes:
        if self._text is None or not self._selected or self.switches.bad_contact:
            return self._state(Status.READ_FAILED)
        if self.switches.forged:
            return self._state(Status.CARD_REJECTED)
        if self.switches.empty_card:
            return self._state(Status.NO_CONTENT)
        if self.switches.wrong_card:
            return self._state(Status.WRONG_CARD)
        self.reads += 1
        self._was_read, self._found, self._selected = True, False, False
        lengths = sam.TEXT_BYTES.to_bytes(2, "big") + sam.PHOTO_BYTES.to_bytes(2, "big")
        return self._state(Status.OK) + lengths + self._text + _PHOTO

    def _state(self, status: Status) -> bytes:
        return bytes((0, 0, status))
