"""The gate: turns what a caller shows (a station's key, a clerk's session) into who they are in the plan in force.

What the database said is believed for `BELIEVED_MS`: a busy hall does not ask for every click, and an account closed or
a key changed by another program takes effect everywhere within that time.
"""

import asyncio
from collections.abc import Callable

from config.configuration import HallConfiguration
from config.hall import Clerk
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.storage import accounts, station_keys
from queue_server.storage.database import Database
from queue_server.web.caller import Caller

BELIEVED_MS = 10_000
KEYS_AGAIN_MS = 100  # a key that does not fit may be new: look again, but not more often than this
SESSIONS_LIMIT = 10_000


class Gate:
    def __init__(
        self, database: Database, hall_id: str, configuration: Callable[[], HallConfiguration], clock: Callable[[], int]
    ) -> None:
        """`configuration` gives the one in force; `clock` tells UTC milliseconds."""
        self._database = database
        self._hall_id = hall_id
        self._configuration = configuration
        self._now_ms = clock
        self._keys: dict[str, str] = {}
        self._keys_at_ms = 0
        self._keys_read = asyncio.Lock()
        self._stations: dict[str, Caller] = {}  # by id, as they were last let in
        self._sessions: dict[str, tuple[str, int]] = {}  # token → clerk id, when the database said so

    # stations

    async def station(self, authorization: str) -> Caller:
        """The station that shows `Authorization: Station ID:KEY`. Refuses WRONG_CREDENTIALS."""
        scheme, _, credentials = authorization.partition(" ")
        station_id, _, key = credentials.strip().partition(":")
        if scheme != "Station" or not station_id or not key or not credentials.isascii():
            raise CommandRefused(RefusalCode.WRONG_CREDENTIALS)
        await self._refresh_keys(BELIEVED_MS)
        if not self._fits(station_id, key):
            wait_ms = max(0, self._keys_at_ms + KEYS_AGAIN_MS - self._now_ms()) + 1  # timers may be a little early
            await asyncio.sleep(wait_ms / 1_000)
            await self._refresh_keys(KEYS_AGAIN_MS)
            if not self._fits(station_id, key):
                raise CommandRefused(RefusalCode.WRONG_CREDENTIALS)
        station = self._configuration().stations.get(station_id)
        if station is None:
            raise CommandRefused(RefusalCode.WRONG_CREDENTIALS)
        caller = self._stations.get(station_id)
        if caller is None or caller.station is not station or caller.key_hash != self._keys[station_id]:
            caller = self._stations[station_id] = Caller.of_station(station, self._keys[station_id])
        return caller

    def _fits(self, station_id: str, key: str) -> bool:
        return station_keys.fits(key, self._keys.get(station_id, ""))

    async def _refresh_keys(self, older_than_ms: int) -> None:
        if self._now_ms() - self._keys_at_ms < older_than_ms:
            return
        async with self._keys_read:
            if self._now_ms() - self._keys_at_ms >= older_than_ms:
                read_at_ms = self._now_ms()
                self._keys = await station_keys.key_hashes(self._database, self._hall_id)
                self._keys_at_ms = read_at_ms

    # clerks

    async def enter(self, account: str, password: str) -> tuple[str, Caller]:
        """Signs a clerk in, by clerk id or staff number: the session's token and who they are.

        Refuses WRONG_CREDENTIALS, TOO_MANY_ATTEMPTS (details: wait_s).
        """
        clerk = self._clerk_called(account)
        clerk_id = clerk.id if clerk is not None else account
        session = await accounts.sign_in(self._database, self._hall_id, clerk_id, password, self._now_ms())
        if clerk is None:  # an account whose clerk has left the plan
            await accounts.sign_out(self._database, self._hall_id, session.token)
            raise CommandRefused(RefusalCode.WRONG_CREDENTIALS)
        return session.token, Caller.of_clerk(clerk, session.token)

    async def clerk(self, token: str) -> Caller:
        """The clerk whose session this is. Refuses NOT_SIGNED_IN."""
        if not token.isascii():
            raise CommandRefused(RefusalCode.NOT_SIGNED_IN)
        now_ms = self._now_ms()
        clerk_id, known_at_ms = self._sessions.get(token, ("", 0))
        if not clerk_id or now_ms - known_at_ms >= BELIEVED_MS:
            self._sessions.pop(token, None)
            found = await accounts.signed_in(self._database, self._hall_id, token, now_ms)
            if found is None:
                raise CommandRefused(RefusalCode.NOT_SIGNED_IN)
            clerk_id = found
            if len(self._sessions) >= SESSIONS_LIMIT:
                self._sessions.clear()
            self._sessions[token] = (clerk_id, now_ms)
        clerk = self._configuration().clerks.get(clerk_id)
        if clerk is None:
            raise CommandRefused(RefusalCode.NOT_SIGNED_IN)
        return Caller.of_clerk(clerk, token)

    def _clerk_called(self, account: str) -> Clerk | None:
        clerks = self._configuration().plan.clerks
        return next((clerk for clerk in clerks if account in (clerk.id, clerk.staff_number)), None)

    async def leave(self, token: str) -> None:
        """Ends the session."""
        self._sessions.pop(token, None)
        await accounts.sign_out(self._database, self._hall_id, token)

    async def sends_away(self, caller: Caller) -> RefusalCode | None:
        """Why who came in with this credential has to go; None: may stay. Being connected counts as using a session.

        A station that is another one in the plan by now hears UNAVAILABLE: it comes again, and sees what it may then.
        """
        try:
            if caller.session is not None:
                return None if await self.clerk(caller.session) == caller else RefusalCode.NOT_SIGNED_IN
            if caller.station is not None:
                await self._refresh_keys(BELIEVED_MS)
                station = self._configuration().stations.get(caller.station.id)
                if station is None or self._keys.get(station.id) != caller.key_hash:
                    return RefusalCode.NOT_SIGNED_IN
                return None if station == caller.station else RefusalCode.UNAVAILABLE
        except CommandRefused as refused:
            return None if refused.code is RefusalCode.UNAVAILABLE else refused.code  # nobody knows just now
        return None
