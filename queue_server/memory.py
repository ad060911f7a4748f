"""How the server's memory is kept tidy: Python's collector of cyclic garbage, told what this program is like.

Unasked it looks through all that lives, again and again, while a hall fills: a tenth of a second each time after a few
thousand tickets, in which nobody is answered. But what the hall holds lives as long as its day and knows no cycles, and
the few cycles a request leaves are young.
"""

import gc

YOUNG = 20_000  # new objects, net of those that are gone already, before the young ones are looked through: about 1 ms
ROUNDS = 10  # of looking through the young before the middle-aged are, and of those before all are


def settle() -> None:
    """To be called once everything is loaded: what lives now is never looked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, ROUNDS, ROUNDS)
