"""What the kiosk prints on A4, where it has such a printer: the same words as its slips, with room for all of them."""
