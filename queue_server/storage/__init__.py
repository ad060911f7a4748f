"""What outlives the process: the journal, the answers given, the history for reports, accounts and keys."""
