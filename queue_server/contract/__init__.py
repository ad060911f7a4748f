"""All that anybody outside the server sees of it: commands, refusals, views and the wire. Pure values."""
