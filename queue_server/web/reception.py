"""The reception (前台): everything a request may need, put together once by `app`."""

from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from config.configuration import HallConfiguration
from config.i18n import Texts
from queue_server.engine.dispatcher import Dispatcher
from queue_server.exports.sending import Sending
from queue_server.settings import Settings
from queue_server.storage.database import Database
from queue_server.web.attempts import Attempts
from queue_server.web.caller import Caller
from queue_server.web.connections import Connections
from queue_server.web.gate import Gate
from queue_server.web.intake import Intake
from queue_server.web.person_key import PersonKeys
from queue_server.web.pictures import Pictures
from queue_server.web.ticket_address import TicketAddresses

CODES_TRIED, CODES_LOCKED_S = 20, 60  # wrong codes at one station: many people mistype there, nobody guesses

PERSONS_TRIED = 60  # numbers typed at one kiosk that nobody booked with: most who type theirs have booked nothing


@dataclass(slots=True)
class Reception:
    settings: Settings
    database: Database
    dispatcher: Dispatcher
    texts: Texts
    gate: Gate
    intake: Intake
    connections: Connections
    addresses: TicketAddresses
    person_keys: PersonKeys
    now_ms: Callable[[], int]  # UTC
    sending: Sending | None = None  # of ratings to others
    pictures: Pictures = field(default_factory=Pictures)
    attempts: Attempts = field(default_factory=Attempts)
    persons_tried: Attempts = field(default_factory=lambda: Attempts(PERSONS_TRIED, CODES_LOCKED_S))
    codes_tried: Attempts = field(default_factory=lambda: Attempts(CODES_TRIED, CODES_LOCKED_S))

    @property
    def hall(self) -> HallConfiguration:
        """The configuration in force. Refuses UNAVAILABLE."""
        return self.dispatcher.state.hall


RECEPTION = web.AppKey("reception", Reception)
CALLER = web.RequestKey("caller", Caller)
