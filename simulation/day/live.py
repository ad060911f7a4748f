"""The same day, some times as fast as life, in a hall that `make run` has opened: to watch.

Visitors take their tickets through the kiosk's own key and the server's API, clerks sign in with the sample password;
what is seen on the screens is the real hall. Nothing is judged here. Of the windows only those of the sample accounts
are staffed, and only queues these windows take are asked for; the rest of the day's visitors stay at home, as do those
of the night. Who takes a pre-review files it first and comes on with its verdict, or goes home where something is
missing; clerks look at every line of it.
"""

import asyncio
import random
import sys
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp
import msgspec

from config.configuration import HallConfiguration
from config.hall import Clerk, StaffRole, StationKind
from config.pre_review import Verdict
from queue_server.client.link import ServerLink
from queue_server.client.session import Answered, AnyDelivery, Linked, WasRefused
from queue_server.contract.commands import (
    AnyCommand,
    CallNext,
    CheckPreReview,
    CloseWindow,
    FinishServing,
    IssueTicket,
    MarkNoShow,
    OpenWindow,
    ReportSlip,
    SlipOutcome,
    StartServing,
)
from queue_server.contract.views import Accepted, AnyView, ClerkView
from queue_server.web.api import path_of
from simulation.day import arrivals
from simulation.day.applicant import Papers
from simulation.day.arrivals import Arrival
from simulation.day.checking import Disagreement
from simulation.day.hall import Day
from simulation.enrolment import around

WINDOW = "w03"  # around which `make run` makes its sample accounts
decode_view = msgspec.json.Decoder(AnyView).decode
LOOKS_S = 10  # of the day, between two looks of a clerk who is free


@dataclass
class _Counts:
    issued: int = 0
    served: int = 0
    no_show: int = 0
    pre_reviews: int = 0
    checked: int = 0  # lines of them, by clerks


def watch(day: Day, server_url: str, data: Path, speed: float) -> int:
    """Plays it; 0 if somebody was served. Explains on stderr what is missing."""
    try:
        return asyncio.run(play_against(day, server_url, data, speed))
    except OSError as error:
        print(f"{server_url} and {data} must be those of a running `make run`: {error}", file=sys.stderr)
        return 1


async def play_against(day: Day, server_url: str, data: Path, speed: float) -> int:
    """The same. Raises OSError where nobody answers, or `data` is not that hall's."""
    return await _Play(day, server_url, data, speed).play()


class _Play:
    def __init__(self, day: Day, server_url: str, data: Path, speed: float) -> None:
        self._hall: HallConfiguration = day.configuration
        self._seed = day.seed
        self._visitors = day.visitors
        self._file, self._date = day.arrivals_file, day.date
        self._url = server_url
        self._password = (data / "sample-password").read_text().strip()
        keys = sorted(path for path in (data / "keys").iterdir())
        kiosks = [path for path in keys if self._hall.stations[path.name].kind is StationKind.KIOSK]
        if not kiosks:
            raise FileNotFoundError(f"no kiosk's key in {data / 'keys'}")
        self._kiosk, self._key = kiosks[0].name, kiosks[0].read_text().strip()
        self._speed = speed
        self._counts = _Counts()
        self._answers: dict[str, asyncio.Future[Accepted | None]] = {}
        self._services: dict[str, Arrival] = {}  # ticket id → whoever holds it
        self._link = ServerLink(server_url, self._kiosk, self._key, ("hall",), self._told)
        self._linked = asyncio.Event()
        self._disagreement = Disagreement(day.seed)
        self._over = False

    async def play(self) -> int:
        link = asyncio.create_task(self._link.run())
        try:
            async with asyncio.timeout(30):
                await self._linked.wait()
        except TimeoutError:
            link.cancel()
            raise ConnectionError(f"no answer to the kiosk {self._kiosk}") from None
        at_work = [asyncio.create_task(self._clerk(clerk)) for clerk in self._staff()]
        posts = [clerk.primary[0] for clerk in self._staff()]
        taken = {
            q for window_id in posts for q in self._hall.profiles[self._hall.windows[window_id].profile_id].queue_ids
        }
        coming, opens_s = self._who_comes(taken)
        await asyncio.gather(*(self._visitor(each, arrival, opens_s) for each, arrival in enumerate(coming)))
        self._over = True
        await asyncio.gather(*at_work)
        link.cancel()
        await asyncio.gather(link, return_exceptions=True)
        counts = self._counts
        print(
            f"watched: issued={counts.issued} served={counts.served} no_show={counts.no_show} "
            f"pre_reviews={counts.pre_reviews} checked={counts.checked} speed={self._speed:g}"
        )
        return 0 if counts.served else 1

    def _staff(self) -> list[Clerk]:
        """Who has a sample account and a window of their own."""
        return [clerk for clerk in around(self._hall, WINDOW) if StaffRole.CLERK in clerk.roles and clerk.primary]

    def _who_comes(self, taken: set[str]) -> tuple[list[Arrival], int]:
        if self._file is None:
            opens_s = 9 * 3_600
            coming = arrivals.invented(self._hall, self._seed, self._visitors, opens_s, 8 * 3_600)
        else:
            date = self._date or arrivals.recorded_days(self._file)[0][0]
            coming, opens_s, _ = arrivals.recorded(self._hall, self._file, date)
        return [arrival for arrival in coming if arrival.queue_id in taken and not arrival.by_night], opens_s

    async def _rest(self, seconds: float) -> None:
        await asyncio.sleep(max(seconds, 0.0) / self._speed)

    # visitors

    async def _visitor(self, number: int, arrival: Arrival, opens_s: int) -> None:
        await self._rest(arrival.at_s - opens_s)
        wish = await self._wish(number, arrival)
        accepted = await self._at_kiosk(wish) if wish is not None else None
        if accepted is not None and accepted.ticket is not None:
            self._counts.issued += 1
            self._services[accepted.ticket.ticket_id] = arrival
            await self._at_kiosk(ReportSlip(accepted.ticket.ticket_id, SlipOutcome.ON_SCREEN))

    async def _wish(self, number: int, arrival: Arrival) -> IssueTicket | None:
        """After the pre-review, for whoever takes one. None: something is missing, they go home."""
        item = self._hall.items.get(arrival.item_id or "")
        if not arrival.pre_review or item is None:
            return IssueTicket(queue_id=arrival.queue_id)
        papers = Papers(random.Random(f"{self._seed}:papers:{number}"))  # noqa: S311
        accepted = await self._at_kiosk(papers.filing(item))
        if accepted is None or accepted.pre_review is None:
            return IssueTicket(queue_id=arrival.queue_id)
        self._counts.pre_reviews += 1
        if accepted.pre_review.verdict not in (Verdict.READY, Verdict.DEFERRABLE):
            return None
        return IssueTicket(pre_review_id=accepted.pre_review.pre_review_id)

    async def _at_kiosk(self, command: AnyCommand) -> Accepted | None:
        key = self._link.send(command)
        self._answers[key] = asyncio.get_running_loop().create_future()
        return await self._answers[key]

    def _told(self, delivery: AnyDelivery) -> None:
        match delivery:
            case Linked():
                self._linked.set()
            case Answered(key=key, result=result) if key in self._answers:
                self._answers.pop(key).set_result(result)
            case WasRefused(key=key) if key in self._answers:
                self._answers.pop(key).set_result(None)

    # clerks

    async def _clerk(self, clerk: Clerk) -> None:
        window_id = clerk.primary[0]
        chance = random.Random(f"{self._seed}:{clerk.id}")  # noqa: S311
        jar = aiohttp.CookieJar(unsafe=True)  # the hall on this machine has an address, no name
        async with aiohttp.ClientSession(self._url, headers={"Origin": self._url}, cookie_jar=jar) as http:
            body = {"account": clerk.id, "password": self._password}
            async with http.post("/api/v1/session", json=body) as answer:
                if answer.status != HTTPStatus.OK:
                    return  # no sample account of this installation
            await self._give(http, OpenWindow(window_id), clerk.id, chance)
            idle = 0  # looks in vain since the last visitor has come
            while idle < 3:
                called = await self._give(http, CallNext(window_id), clerk.id, chance)
                ticket_id = called["ticket"]["ticket_id"] if called and called.get("ticket") else None
                if ticket_id is None:
                    idle += self._over
                    await self._rest(LOOKS_S)
                    continue
                idle = 0
                await self._serve(http, clerk, ticket_id, chance)
                await self._take_the_finger_off()
            await self._give(http, CloseWindow(window_id), clerk.id, chance)

    async def _serve(self, http: aiohttp.ClientSession, clerk: Clerk, ticket_id: str, chance: random.Random) -> None:
        window_id = clerk.primary[0]
        await self._rest(chance.uniform(10, 30))
        arrival = self._services.get(ticket_id)
        if arrival is None or chance.random() < arrival.misses:
            await self._take_the_finger_off()
            if await self._give(http, MarkNoShow(window_id, ticket_id), clerk.id, chance):
                self._counts.no_show += 1
            return
        await self._give(http, StartServing(window_id, ticket_id), clerk.id, chance)
        await self._look(http, clerk, ticket_id, chance)
        await self._rest(arrival.service_s)
        if await self._give(http, FinishServing(window_id, ticket_id), clerk.id, chance):
            self._counts.served += 1

    async def _take_the_finger_off(self) -> None:
        """Between two keys the hall takes apart, by its own clock: the second one would be refused."""
        await asyncio.sleep(self._hall.policy.misclick_s)

    async def _look(self, http: aiohttp.ClientSession, clerk: Clerk, ticket_id: str, chance: random.Random) -> None:
        """At every line of the pre-review that nobody has looked at."""
        window_id = clerk.primary[0]
        async with http.get(f"/api/v1/views/clerk:{window_id}") as answer:
            view = decode_view(await answer.read()) if answer.status == HTTPStatus.OK else None
        ticket = view.ticket if isinstance(view, ClerkView) else None
        reviewed = ticket.pre_review if ticket is not None and ticket.ticket_id == ticket_id else None
        for line in reviewed.lines if reviewed is not None else ():
            if reviewed is not None and line.checked is None:
                finding = self._disagreement.find(line, reviewed.item_id, chance)
                checked = CheckPreReview(window_id, ticket_id, line.about, finding)
                if await self._give(http, checked, clerk.id, chance):
                    self._counts.checked += 1

    async def _give(
        self, http: aiohttp.ClientSession, command: AnyCommand, clerk_id: str, chance: random.Random
    ) -> dict[str, Any] | None:
        headers = {"Idempotency-Key": f"{clerk_id}.{chance.randbytes(12).hex()}-{id(command)}"}
        fields = {name: value for name, value in msgspec.to_builtins(command).items() if name != "type"}
        async with http.post(path_of(type(command)), json=fields, headers=headers) as answer:
            told: dict[str, Any] = await answer.json()
            return told if answer.status == HTTPStatus.OK else None
