"""The rules of the hall, by noun. Each takes a command and its moment and answers with events, or refuses."""
