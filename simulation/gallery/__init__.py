"""Every screen, page and slip of the hall in each of its example states, as pictures at real size, and inspected."""
