"""Drivers: one coroutine per intent, explicit deadlines, outcomes as values."""
