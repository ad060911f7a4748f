"""The devices of a hall: each is a URL, a pure protocol, a driver with outcomes as values, and a simulator."""
