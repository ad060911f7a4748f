"""A loudspeaker of a station: says what the announcer has next, with what is prepared.

    speaker = Speaker(device, station, configuration, hall, folder)
    speaker.receive(delivery, now_ms)     every delivery of the topic in `speaker.topics`
    await speaker.run()                   for ever
    await speaker.close()

If sound fails, calls go on as text: staff are told by the health of the device, and the next call is tried again.
"""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import structlog

from config.configuration import HallConfiguration
from config.hall import Device, Station
from config.i18n import Texts
from display.announcer import Announcement, Announcer, CallAloud
from display.voice import clips, sound
from display.voice.announcement import compose
from display.voice.edition import edition
from display.voice.orders import Setup
from display.voice.phrases import Phrase, Phrases, key_of, own_readings
from display.voice.store import Store
from display.voice.workshop import Workshop
from hardware.drivers.loudspeaker import Loudspeaker, NotPlayed, Outcome, Played
from hardware.health import Health
from queue_server.client.session import AnyDelivery, ViewArrived
from queue_server.contract.commands import DeviceHealth
from queue_server.contract.views import BoardView, QueueLine

LOOK_S = 60.0  # between two looks at a loudspeaker that has nothing to say

log = structlog.get_logger("display.voice")


class Speaker:
    """`tell` hears how the loudspeaker is, whenever that is news; `said` hears of every call that was said aloud."""

    def __init__(
        self,
        device: Device,
        station: Station,
        configuration: HallConfiguration,
        texts: Texts,
        folder: Path,
        tell: Callable[[DeviceHealth], None],
        said: Callable[[CallAloud], None] = lambda _call: None,
        *,
        now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        workshop: Callable[..., Workshop] = Workshop,
    ) -> None:
        """Raises ValueError for a URL the driver does not understand."""
        self.topics: tuple[str, ...] = ("board" if station.zone_id is None else f"board:{station.zone_id}",)
        self.missed = 0  # phrases that were to be said and were not prepared
        self.unheard = 0  # announcements there was no sound for
        self._announcer = Announcer(configuration)
        self._phrases = Phrases(configuration, texts)
        self._loudspeaker = Loudspeaker(device.url)
        self._store = Store(folder)
        self._tell = tell
        self._told: DeviceHealth | None = None
        self._said = said
        self._now_ms = now_ms
        self._zone_id = station.zone_id
        own = own_readings(configuration.policy.voice.readings)
        self._edition = edition(own)
        setup = Setup(own, configuration.policy.voice.store_mb * 1_000_000)
        self._workshop = workshop(folder, setup, self.key_of, self._can_prepare)
        self._workshop.want(self._phrases.wanted(self._zone_id, ()))
        self._numbers: tuple[str | None, ...] = ()  # the newest of each queue
        self._news = asyncio.Event()
        self._sounds = Health.OK
        self._prepares = True

    def receive(self, message: AnyDelivery, now_ms: int) -> None:
        self._announcer.receive(message, now_ms)
        if isinstance(message, ViewArrived) and isinstance(message.view, BoardView):
            self._prepare_for(message.view.queues)
        self._news.set()

    def tick(self, now_ms: int) -> None:
        """Time alone makes nothing new here: `run` keeps its own."""

    async def run(self) -> None:
        async with asyncio.TaskGroup() as both:
            both.create_task(self._workshop.run())
            both.create_task(self._speak())

    async def close(self) -> None:
        await self._loudspeaker.close()

    # inside

    async def _speak(self) -> None:
        self._seen(await self._loudspeaker.status())
        while True:
            self._news.clear()
            announcement = self._announcer.next(self._now_ms())
            if announcement is not None:
                await self._say(announcement)
                continue
            due_ms = self._announcer.due_ms
            wait_s = LOOK_S if due_ms is None else max(0.0, min(LOOK_S, (due_ms - self._now_ms()) / 1_000))
            try:
                async with asyncio.timeout(wait_s):
                    await self._news.wait()
            except TimeoutError:
                if due_ms is None:
                    self._seen(await self._loudspeaker.status())

    async def _say(self, announcement: Announcement) -> None:
        composed = compose(announcement, self._phrases, self._find, clips.samples)
        if composed.missing:
            self.missed += len(composed.missing)
            log.warning("voice_phrases_missing", texts=[one.text for one in composed.missing], missed=self.missed)
            self._workshop.hurry(composed.missing)
        outcome = await self._played(sound.wav(composed.samples))
        self._announcer.ended(self._now_ms(), said=isinstance(outcome, Played))
        match outcome:
            case NotPlayed(health):
                self.unheard += 1
                self._seen(health)
            case Played():
                self._seen(Health.OK)
                if isinstance(announcement, CallAloud):
                    self._said(announcement)

    async def _played(self, wav: bytes) -> Outcome | None:
        """None: it was broken off."""
        playing = asyncio.ensure_future(self._loudspeaker.play(wav))
        try:
            while not playing.done() and not self._announcer.breaks_off:
                self._news.clear()
                hearing = asyncio.ensure_future(self._news.wait())
                await asyncio.wait({playing, hearing}, return_when=asyncio.FIRST_COMPLETED)
                hearing.cancel()
        finally:
            playing.cancel()
            await asyncio.wait({playing})
        return None if playing.cancelled() else playing.result()

    def _prepare_for(self, queues: tuple[QueueLine, ...]) -> None:
        """Anew whenever somebody has taken a number."""
        numbers = tuple(queue.last_number for queue in queues)
        if numbers != self._numbers:
            self._numbers = numbers
            self._workshop.want(self._phrases.wanted(self._zone_id, queues))

    def _find(self, phrase: Phrase) -> bytes | None:
        return self._store.samples(self.key_of(phrase))

    def key_of(self, phrase: Phrase) -> str:
        return key_of(phrase, self._edition)

    def _can_prepare(self, can: bool) -> None:
        self._prepares = can
        self._seen(self._sounds)

    def _seen(self, sounds: Health) -> None:
        """Without sound nothing else matters; without words there is still the chime."""
        self._sounds = sounds
        words = DeviceHealth.OK if self._prepares else DeviceHealth.NO_VOICE
        health = words if sounds is Health.OK else DeviceHealth(sounds.value)
        if health is not self._told:
            self._told = health
            self._tell(health)
