"""Ports for servers that are started later, or stopped and started again at the same address."""

import random
import socket
from pathlib import Path

LOWEST = 10_000  # the sample hall has those below it in its plan
HANDED_OUT = Path("/proc/sys/net/ipv4/ip_local_port_range")


def free_ports(count: int) -> list[int]:
    """Ports nobody has, and nobody is given by chance: below those the system hands out for port 0 and to clients."""
    highest = max(int(HANDED_OUT.read_text().split()[0]), 2 * LOWEST)
    ports = range(LOWEST, highest)
    return [port for port in random.SystemRandom().sample(ports, 10 * count) if _is_free(port)][:count]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
