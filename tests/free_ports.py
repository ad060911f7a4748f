"""Ports for servers that are started later, or stopped and started again at the same address."""

import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOWEST = 10_000  # the sample hall has those below it in its plan
HANDED_OUT = Path("/proc/sys/net/ipv4/ip_local_port_range")


def free_ports(count: int) -> list[int]:
    """Ports nobody has, and nobody is given by chance: below those the system hands out for port 0 and to clients."""
    highest = max(int(HANDED_OUT.read_text().split()[0]), 2 * LOWEST)
    ports = range(LOWEST, highest)
    return [port for port in random.SystemRandom().sample(ports, 10 * count) if _is_free(port)][:count]


@contextmanager
def kept_port() -> Iterator[int]:
    """A port nobody else is given meanwhile, though nobody listens there while a server is down or a device unplugged:
    it is bound."""
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
