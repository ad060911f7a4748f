"""A loudspeaker of a bridge: says the calls of the bridge's zone, or of the whole hall."""

from collections.abc import Callable
from pathlib import Path

from config.hall import Device
from display.bridge.device import Bridged, Hall
from display.voice.speaker import Speaker
from display.voice.workshop import Workshop
from queue_server.client.link import Me


def aloud(voice_store: Path, *, workshop: Callable[..., Workshop] = Workshop) -> Callable[[Device, Me, Hall], Bridged]:
    """`voice_store`: the folder where spoken phrases are kept across days."""

    def made(device: Device, me: Me, hall: Hall) -> Bridged:
        """Raises ValueError for a URL the driver does not understand."""
        return Speaker(device, me.station, me.configuration, hall, voice_store, workshop=workshop)

    return made
