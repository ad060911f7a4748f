"""Loads the `.kv` file that lies beside a module."""

from pathlib import Path

from kivy.lang import Builder


def load_beside(module_file: str) -> None:
    """`load_beside(__file__)` in `card.py` loads `card.kv`, once."""
    layout = str(Path(module_file).with_suffix(".kv"))
    if layout not in Builder.files:
        Builder.load_file(layout)
