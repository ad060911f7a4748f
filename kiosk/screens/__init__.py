"""One `.kv` file and one small class per screen, drawn from the state of its presenter."""
