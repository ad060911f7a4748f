"""The virtual code engine: sends the codes that are held before it, and answers questions about its settings."""

from dataclasses import dataclass

from hardware.protocols import code_engine
from hardware.protocols.code_engine import Question, QuestionReader
from hardware.simulators.front import Answer
from hardware.simulators.virtual_device import Switches, VirtualDevice


@dataclass
class EngineSwitches(Switches):
    no_suffix: bool = False  # codes end with nothing but a pause
    gbk: bool = False  # codes come in GBK


class VirtualCodeReader(VirtualDevice[EngineSwitches, QuestionReader]):
    """`hold` a code before it. Its settings are bytes by address."""

    def __init__(self, name: str, url: str) -> None:
        super().__init__(name, url, EngineSwitches(), QuestionReader)
        self.settings = {0: 0xD6}
        self.asked = 0

    async def hold(self, text: str) -> None:
        await self.hold_bytes(text.encode("gbk" if self.switches.gbk else "utf-8"))

    async def hold_bytes(self, code: bytes) -> None:
        await self.say(code + (b"" if self.switches.no_suffix else b"\r\n"))

    async def take(self, data: bytes, reader: QuestionReader, answer: Answer) -> None:
        for question in reader.feed(data):
            self.asked += 1
            await self.send(code_engine.answer(self._carried_out(question)), answer)
        await self.changed()

    def _carried_out(self, question: Question) -> bytes:
        if question.write:
            self.settings |= {question.address + at: byte for at, byte in enumerate(question.data)}
            return b"\x00"
        count = question.data[0] if question.data else 0
        return bytes(self.settings.get(question.address + at, 0) for at in range(count))
