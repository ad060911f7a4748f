"""The pure core: commands and time in, events out. No clock, no randomness, no I/O."""
