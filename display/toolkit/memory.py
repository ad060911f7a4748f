"""How a station's memory is kept tidy: Python's collector of cyclic garbage, told what a window is like.

A screen that has gone leaves its widgets in cycles, and their textures with them, so there is much to collect. Unasked,
the collector looks through everything that was ever loaded too, for a third of a second now and then, in which a touch
has no answer.
"""

import gc

YOUNG = 20_000  # new objects, net of those that are gone already: about one page
ROUNDS = 5  # of looking through the young before the middle-aged are, and of those before all are


def settle() -> None:
    """To be called when a station stands, and when what it knows was exchanged: what lives now is not looked through
    again, until the next time."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, ROUNDS, ROUNDS)
