"""What the server does in a second, each figure beside the floor this machine allows: `make bench`."""
