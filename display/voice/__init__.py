"""The voice: what a loudspeaker says, prepared ahead by a process of its own and never on the way of a call."""
