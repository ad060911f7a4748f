"""What runs the hall: the one writer, the feed that tells everybody, and the timetable."""
