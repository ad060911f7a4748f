"""The devices of a hall. Each is a URL, a pure protocol, a driver with outcomes as values, and a simulator that speaks the same bytes."""
