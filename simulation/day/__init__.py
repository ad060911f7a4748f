"""A whole day of the hall at simulated time: everybody keeps a ledger, and the journal is held against them."""
