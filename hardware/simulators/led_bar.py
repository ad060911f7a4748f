"""The virtual LED bar, in both protocols: what stands on it is `text`.

What a real one answers with is not public; this one puts a zero in its answer, and the driver looks at the frame only.
"""

from typing import TypeAlias

from hardware.protocols import led_bar
from hardware.protocols.led_bar import Frame, FrameReader, LineReader
from hardware.simulators.front import Answer
from hardware.simulators.virtual_device import Switches, VirtualDevice

Reader: TypeAlias = FrameReader | LineReader


class VirtualLedBar(VirtualDevice[Switches, Reader]):
    """`plain`: takes lines of text, and never answers."""

    def __init__(self, name: str, url: str, *, plain: bool = False, coding: str = "gbk", address: int = 1) -> None:
        super().__init__(name, url, Switches(), (lambda: LineReader(coding)) if plain else FrameReader)
        self.text = ""
        self.shown = 0  # times something was put on it
        self._address = address

    async def take(self, data: bytes, reader: Reader, answer: Answer) -> None:
        for message in reader.feed(data):
            if isinstance(message, Frame):
                await self._take_frame(message, answer)
            else:
                self._show(message.text)
        await self.changed()

    async def _take_frame(self, frame: Frame, answer: Answer) -> None:
        if frame.to not in (self._address, led_bar.TO_ALL, led_bar.TO_ALL_WITH_ANSWER):
            return
        if frame.shown is None:
            self.misunderstood(frame.data, "no text to be shown at once")
        else:
            self._show(frame.shown)
        if frame.to != led_bar.TO_ALL:
            await self.send(led_bar.frame(b"\x00", to=frame.sender, sender=self._address), answer)

    def _show(self, text: str) -> None:
        self.text = text
        self.shown += 1
