"""What a station needs to talk to the server: a pure session and the link that carries it."""
