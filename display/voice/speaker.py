"""A loudspeaker of a station: says what the announcer has next, with what is prepared.

    speaker = Speaker(device, station, configuration, hall, folder)     what it says of itself goes to `hall`
    speaker.receive(delivery, now_ms)     every delivery of the topic in `speaker.topics`
    await speaker.run()                   for ever
    await speaker.close()

If sound fails, calls go on as text: staff are told by the health of the device, and the next call is tried again.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec
import structlog

from config.configuration import HallConfiguration
from config.hall import Device, Station
from config.i18n import Texts
from config.voice import SpokenLanguage
from display.announcer import Announcement, Announcer, CallAloud
from display.voice import clips, sound
from display.voice.announcement import compose
from display.voice.edition import edition
from display.voice.orders import Setup
from display.voice.phrases import LOOK, READ, Phrase, Phrases, key_of, own_readings
from display.voice.store import Store
from display.voice.workshop import Workshop
from hardware.drivers.loudspeaker import Loudspeaker, NotPlayed, Outcome, Played
from hardware.health import Health
from queue_server.client.session import AnyDelivery, ViewArrived
from queue_server.contract.commands import AnyCommand, DeviceHealth, ReportDevice
from queue_server.contract.refusals import CommandRefused
from queue_server.contract.views import BoardView, QueueLine

LOOK_S = 60.0  # between two looks at a loudspeaker that has nothing to say
FIGURES_S = 15.0

log = structlog.get_logger("display.voice")


class Hall(Protocol):
    """What a loudspeaker asks of its station."""

    texts: Texts

    def now_ms(self) -> int:
        """By the hall's clock, if it is known."""
        ...

    def send(self, command: AnyCommand) -> str: ...

    def shown(self, call_id: str, device_id: str | None = None) -> None:
        """The call was said aloud."""
        ...

    async def put_voice(self, told: object) -> None:
        """Raises OSError, CommandRefused, ValueError."""
        ...


class Figures(msgspec.Struct, frozen=True):
    """Since the program began. `PUT /api/v1/stations/me/voice` takes them as text."""

    device_id: str
    announced: int = 0  # to their end
    missed: int = 0  # phrases that were to be said and were not prepared
    unheard: int = 0  # announcements there was no sound for
    prepared: int = 0


class Speaker:
    """`folder`: where phrases are kept across days."""

    def __init__(
        self,
        device: Device,
        station: Station,
        configuration: HallConfiguration,
        hall: Hall,
        folder: Path,
        *,
        workshop: Callable[..., Workshop] = Workshop,
    ) -> None:
        """Raises ValueError for a URL the driver does not understand."""
        self.topics: tuple[str, ...] = ("board" if station.zone_id is None else f"board:{station.zone_id}",)
        self.figures = Figures(device.id)
        self._device_id = device.id
        self._hall = hall
        self._announcer = Announcer(configuration)
        self._phrases = Phrases(configuration, hall.texts)
        self._loudspeaker = Loudspeaker(device.url)
        self._store = Store(folder)
        self._told: DeviceHealth | None = None
        self._zone_id = station.zone_id
        own = own_readings(configuration.policy.voice.readings)
        self._edition = edition(own)
        setup = Setup(own, configuration.policy.voice.store_mb * 1_000_000)
        self._workshop = workshop(folder, setup, self.key_of, self._can_prepare)
        self._workshop.want(self._phrases.wanted(self._zone_id, ()))
        self._numbers: tuple[str | None, ...] = ()  # the newest of each queue
        self._news = asyncio.Event()
        self._sounds: Health | None = None  # not looked at yet
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
            both.create_task(self._tell_figures())

    async def close(self) -> None:
        await self._loudspeaker.close()

    # inside

    async def _speak(self) -> None:
        await asyncio.to_thread(_make_ready)
        self._seen(await self._loudspeaker.status())
        while True:
            self._news.clear()
            announcement = self._announcer.next(self._hall.now_ms())
            if announcement is not None:
                await self._say(announcement)
                continue
            due_ms = self._announcer.due_ms(self._hall.now_ms())
            wait_s = LOOK_S if due_ms is None else max(0.0, min(LOOK_S, (due_ms - self._hall.now_ms()) / 1_000))
            try:
                async with asyncio.timeout(wait_s):
                    await self._news.wait()
            except TimeoutError:
                if due_ms is None:
                    self._seen(await self._loudspeaker.status())

    async def _say(self, announcement: Announcement) -> None:
        composed = compose(announcement, self._phrases, self._find, clips.samples)
        if composed.missing:
            self._count(missed=len(composed.missing))
            log.warning("voice_phrases_missing", texts=[one.text for one in composed.missing])
            self._workshop.hurry(composed.missing)
        outcome = await self._played(sound.wav(composed.samples))
        self._announcer.ended(self._hall.now_ms(), said=isinstance(outcome, Played))
        match outcome:
            case NotPlayed(health):
                self._count(unheard=1)
                self._seen(health)
            case Played():
                self._count(announced=1)
                self._seen(Health.OK)
                if isinstance(announcement, CallAloud):
                    self._hall.shown(announcement.call.call_id, self._device_id)

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
        if self._sounds is not None:
            self._seen(self._sounds)

    def _seen(self, sounds: Health) -> None:
        """Without sound nothing else matters; without words there is still the chime."""
        self._sounds = sounds
        words = DeviceHealth.OK if self._prepares else DeviceHealth.NO_VOICE
        health = words if sounds is Health.OK else DeviceHealth(sounds.value)
        if health is not self._told:
            self._told = health
            self._hall.send(ReportDevice(self._device_id, health))

    def _count(self, **more: int) -> None:
        now = self.figures
        self.figures = msgspec.structs.replace(now, **{name: getattr(now, name) + by for name, by in more.items()})

    async def _tell_figures(self) -> None:
        """Now and then, what has changed: nobody waits for figures."""
        told = self.figures
        while True:
            await asyncio.sleep(FIGURES_S)
            figures = msgspec.structs.replace(self.figures, prepared=self._workshop.prepared)
            if figures == told:
                continue
            try:
                await self._hall.put_voice(
                    {name: str(value) for name, value in msgspec.structs.asdict(figures).items()}
                )
                told = figures
            except (OSError, CommandRefused, ValueError) as error:
                log.info("voice_figures_not_sent", why=type(error).__name__)


def _make_ready() -> None:
    """What takes its time once: not while somebody is being called."""
    sound.chime()
    sound.alarm()
    for key in (LOOK, READ):
        for language in SpokenLanguage:
            clips.samples(key, language)
