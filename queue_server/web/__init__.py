"""The server's doors: HTTP routes, the socket, and the pages. Who may come in by which is one table, in `routes`."""
