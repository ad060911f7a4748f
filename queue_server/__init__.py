"""The queue server: owns the queue of one hall, journals everything, tells every station."""
