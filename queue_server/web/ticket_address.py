"""The address behind a slip's QR code: /t/TICKET.MAC. Whoever holds it holds the ticket, so it cannot be guessed.

The MAC is HMAC-SHA256 (RFC 2104) over hall and ticket with a secret of the hall, cut to 80 bits: with a thousand tries
a second somebody would look for a ticket for longer than the hall has stood.
"""

import hmac
import re

MAC_BYTES = 10
PATTERN = r"[A-Za-z0-9._-]{1,40}\.[0-9a-f]{20}"

_ADDRESS = re.compile(PATTERN)


class TicketAddresses:
    def __init__(self, hall_id: str, secret: bytes) -> None:
        self._hall_id = hall_id
        self._secret = secret

    def path(self, ticket_id: str) -> str:
        """The path of the ticket's page."""
        return f"/t/{ticket_id}.{self._mac(ticket_id)}"

    def ticket_id(self, address: str) -> str | None:
        """The ticket of "TICKET.MAC", or None if it was not made here."""
        if not _ADDRESS.fullmatch(address):
            return None
        ticket_id, _, mac = address.rpartition(".")
        return ticket_id if hmac.compare_digest(mac, self._mac(ticket_id)) else None

    def _mac(self, ticket_id: str) -> str:
        message = f"{self._hall_id}\0{ticket_id}".encode()
        return hmac.digest(self._secret, message, "sha256")[:MAC_BYTES].hex()
