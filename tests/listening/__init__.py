"""Calls heard by an independent recogniser: `python -m tests.listening`, see docs/voice.md."""
