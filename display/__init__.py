"""What the lobby sees: call boards, window panels, rating terminals, and the toolkit all screens are built on."""
