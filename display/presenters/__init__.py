"""What each screen shows and does, as frozen states; no window, no clock."""
