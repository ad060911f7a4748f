"""Words that may be longer than expected: as large as their room allows."""

from kivy.core.text import Label as CoreLabel
from kivy.properties import ListProperty, NumericProperty

from display.toolkit.text import Paragraph
from display.toolkit.typesetting import wrap


class Fitted(Paragraph):
    """Takes the first of `sizes` at which `words`, broken to the width, are no higher than `room_px`; else the last."""

    sizes = ListProperty([36, 32, 28])
    room_px = NumericProperty(0)  # 0: one line

    def __init__(self, **options):
        super().__init__(**options)
        self.bind(sizes=self._break, room_px=self._break)
        self._break()

    def _break(self, *_):
        for size in self.sizes:
            lines, width = self._lines(size)
            if width <= self.width and len(lines) <= max(1, (self.room_px + 1) // (size * self.em_line)):
                break
        self.font_size = size
        self.text = "\n".join(lines)

    def _lines(self, size):
        ruler = CoreLabel(font_name=self.font_name, font_size=size)
        lines = wrap(self.words, max(self.width - 8, size), lambda line: ruler.get_extents(line)[0])
        return lines, max(ruler.get_extents(line)[0] for line in lines) + 8
