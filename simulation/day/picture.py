"""One day as a picture: who came, how long they waited, how many windows were at work."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import quantiles

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont

from config.i18n import Texts
from config.theme import DAY
from queue_server.domain import events
from simulation.day.hall import Outcome

WIDTH, HEIGHT = 1600, 1200
LEFT, RIGHT, TOP, PLOT, GAP = 150, 60, 170, 250, 80
STEP_S = 600  # of the day, one column each


def draw(outcome: Outcome, file: Path) -> None:
    """Writes a PNG."""
    Picture(outcome).image.save(file, "PNG")


class Picture:
    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._texts = Texts.load()
        self.image = Image.new("RGB", (WIDTH, HEIGHT), DAY.moon)
        self._pen = ImageDraw.Draw(self.image)
        self._first = outcome.opens_s // STEP_S
        self._columns = range(self._first, -(-outcome.closes_s // STEP_S))
        self._midnight_ms = outcome.midnight_ms
        arrivals, waits, at_work = self._figures()
        self._heading()
        self._plot(0, "arrivals", arrivals, self._bars(DAY.dai))
        self._plot(1, "waits", [wait[1] for wait in waits], self._span(waits))
        self._plot(2, "windows", at_work, self._bars(DAY.pine))

    # --- figures --------------------------------------------------------------------------------------------------

    def _figures(self) -> tuple[list[float], list[tuple[float, float]], list[float]]:
        """For each column: tickets taken; median and nine-in-ten wait in minutes; windows serving on average."""
        issued: dict[int, int] = defaultdict(int)
        waits: dict[int, list[float]] = defaultdict(list)
        busy: dict[int, float] = defaultdict(float)
        since: dict[str, int] = {}
        began: dict[str, int] = {}
        for recorded in self._outcome.journal:
            match recorded.event:
                case events.TicketIssued(ticket_id=ticket_id):
                    issued[self._column(recorded.at_ms)] += 1
                    since[ticket_id] = recorded.at_ms
                case events.TicketCalled(ticket_id=ticket_id) if ticket_id in since:
                    issued_ms = since.pop(ticket_id)
                    waits[self._column(issued_ms)].append((recorded.at_ms - issued_ms) / 60_000)
                case events.ServingStarted(service_id=service_id):
                    began[service_id] = recorded.at_ms
                case events.ServingFinished(service_id=service_id) if service_id in began:
                    self._fill(busy, began.pop(service_id), recorded.at_ms)
        columns = self._columns
        return (
            [float(issued[column]) for column in columns],
            [_middle(waits[column]) for column in columns],
            [busy[column] for column in columns],
        )

    def _column(self, at_ms: int) -> int:
        return (at_ms - self._midnight_ms) // 1_000 // STEP_S

    def _fill(self, busy: dict[int, float], from_ms: int, until_ms: int) -> None:
        from_s, until_s = ((at_ms - self._midnight_ms) / 1_000 for at_ms in (from_ms, until_ms))
        for column in range(int(from_s // STEP_S), int(until_s // STEP_S) + 1):
            share_s = min(until_s, (column + 1) * STEP_S) - max(from_s, column * STEP_S)
            busy[column] += max(share_s, 0.0) / STEP_S

    # --- drawing --------------------------------------------------------------------------------------------------

    def _heading(self) -> None:
        found = self._outcome.judgement
        self._write(LEFT, 36, self._say("heading", zh=True), 40, DAY.ink)
        line = self._say(
            "line", zh=True, visitors=self._outcome.visitors, issued=found.issued, served=found.counts["served"],
            no_show=found.counts["no_show"], cancelled=found.counts["cancelled"],
        )  # fmt: skip
        self._write(LEFT, 96, line, 26, DAY.ink_2)

    def _plot(self, row: int, name: str, values: Sequence[float], paint: Callable[..., None]) -> None:
        top = TOP + row * (PLOT + GAP)
        bottom = top + PLOT
        highest = _ceiling(max(values, default=0.0))
        self._write(LEFT, top - 14, self._say(name, zh=True), 26, DAY.ink)
        width = self._type(26).getlength(self._say(name, zh=True))
        self._write(LEFT + round(width) + 18, top - 8, self._say(name, zh=False), 20, DAY.ink_2)
        for share in (0.0, 0.5, 1.0):
            y = bottom - round(share * (PLOT - 50))
            self._pen.line((LEFT, y, WIDTH - RIGHT, y), DAY.line, 2)
            label = f"{share * highest:g}"
            self._write(LEFT - 18 - round(self._type(22).getlength(label)), y - 16, label, 22, DAY.ink_2)
        paint(values, bottom, highest)
        for column in self._columns:
            if column * STEP_S % 3_600 == 0:
                label = f"{column * STEP_S // 3_600}:00"
                self._write(self._x(column) - round(self._type(20).getlength(label)) // 2, bottom + 8, label, 20,
                            DAY.ink_2)  # fmt: skip

    def _bars(self, colour: str) -> Callable[..., None]:
        def paint(values: Sequence[float], bottom: int, highest: float) -> None:
            for column, value in zip(self._columns, values, strict=True):
                if value > 0:
                    box = (self._x(column) + 3, bottom - self._height(value, highest), self._x(column + 1) - 3, bottom)
                    self._pen.rectangle(box, fill=colour)

        return paint

    def _span(self, waits: Sequence[tuple[float, float]]) -> Callable[..., None]:
        """Pale up to what nine in ten waited at most, dark up to what half of them did."""

        def paint(values: Sequence[float], bottom: int, highest: float) -> None:
            for column, (half, most) in zip(self._columns, waits, strict=True):
                for value, colour in ((most, DAY.dot), (half, DAY.dai)):
                    if value > 0:
                        top = bottom - self._height(value, highest)
                        self._pen.rectangle((self._x(column) + 3, top, self._x(column + 1) - 3, bottom), fill=colour)

        return paint

    def _x(self, column: int) -> int:
        return LEFT + round((column - self._first) * (WIDTH - LEFT - RIGHT) / len(self._columns))

    def _height(self, value: float, highest: float) -> int:
        return round(value / highest * (PLOT - 50))

    def _write(self, x: int, y: int, text: str, size: int, colour: str) -> None:
        self._pen.text((x, y), text, colour, self._type(size))

    def _type(self, size: int) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(pylopdf_fonts_zh_cn.sans_path(), size)

    def _say(self, key: str, *, zh: bool, **values: object) -> str:
        return self._texts.text(f"day.{key}", "zh" if zh else "en", **values)


def _middle(waits: list[float]) -> tuple[float, float]:
    """Half of them waited less than the first, nine in ten less than the second."""
    if len(waits) < 2:
        return (waits[0], waits[0]) if waits else (0.0, 0.0)
    parts = quantiles(waits, n=10, method="inclusive")
    return parts[4], parts[8]


def _ceiling(value: float) -> float:
    """The next number that is pleasant at the top of a scale."""
    steps = [magnitude * step for magnitude in (1, 10, 100, 1_000, 10_000) for step in (2, 4, 6, 8, 10)]
    return float(next((step for step in sorted(set(steps)) if step >= value), round(value)))
