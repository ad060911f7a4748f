"""The tests, by room. A package of its own, so that no other `tests` among what is installed is taken for it."""
