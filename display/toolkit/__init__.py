"""What every screen in the hall is built on: window, type, colours, widgets, the running station, inspection."""
