"""Layouts too small for their children hand them negative sizes for a moment; nothing may write out of its memory."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]

# In a process of its own, with a checking allocator: what it guards against ends the process, sometimes much later.
SQUEEZING = """
import random
from display.toolkit import window
window.prepare((400, 400))
from kivy.core.window import Window
from kivy.lang import Builder
from display.toolkit import bars, controls, rows, screen, shapes, text

chance = random.Random(1)
kinds = (shapes.Card, shapes.Seal, shapes.QrPlate, controls.PrimaryButton, controls.SecondaryButton)
widgets = [kind(size_hint=(None, None)) for kind in kinds]
for widget in widgets:
    Window.add_widget(widget)
for turn in range(4000):
    for widget in widgets:
        widget.size = (chance.choice((100, -40, -4, -1, 0, 50)), chance.choice((100, -40, -4, -1, 0, 50)))
    Builder.sync()  # as before each frame
    if turn % 10 == 0:
        Window.dispatch("on_draw")
print("drawn")
"""


def test_shapes_of_any_size_are_drawn_within_their_memory() -> None:
    drawn = subprocess.run(
        [sys.executable, "-c", SQUEEZING],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "MALLOC_CHECK_": "3", "HOME": str(ROOT / "build")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (drawn.returncode, drawn.stdout.strip()) == (0, "drawn"), drawn.stderr[-2_000:]
