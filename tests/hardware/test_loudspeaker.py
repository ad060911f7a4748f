import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from hardware.drivers import loudspeaker
from hardware.drivers.loudspeaker import Loudspeaker, NotPlayed, Played, silence
from hardware.health import Health

SOUND = silence(0.1)
GRACE_S = 30.0  # for a program to start and end, however busy this machine is


def program(folder: Path, script: str) -> str:
    """A stand-in for aplay."""
    path = folder / "aplay"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


async def test_a_sound_goes_to_the_device_whole(tmp_path: Path) -> None:
    aplay = program(tmp_path, f'echo "$@" > {tmp_path}/how; cat > {tmp_path}/said')
    speaker = Loudspeaker("alsa://plughw:1,0", program=aplay, grace_s=GRACE_S)
    assert await speaker.play(SOUND) == Played()
    assert (tmp_path / "said").read_bytes() == SOUND
    assert (tmp_path / "how").read_text() == "-q -D plughw:1,0 -\n"


async def test_announcements_wait_for_one_another(tmp_path: Path) -> None:
    said = tmp_path / "said"
    aplay = program(tmp_path, f"echo begins >> {said}; cat > /dev/null; echo ends >> {said}")
    speaker = Loudspeaker("alsa://default", program=aplay, grace_s=GRACE_S)
    assert await asyncio.gather(*(speaker.play(SOUND) for _ in range(3))) == [Played()] * 3
    assert said.read_text() == "begins\nends\n" * 3


@pytest.mark.parametrize(
    ("script", "grace_s", "health"),
    [
        ("exit 1", GRACE_S, Health.OFFLINE),
        ("cat > /dev/null; exec sleep 60", 0.2, Health.NO_ANSWER),
        ("exec sleep 60", 0.2, Health.NO_ANSWER),
    ],
)
async def test_a_device_that_does_not_play_is_told_and_holds_nobody_up(
    tmp_path: Path, script: str, grace_s: float, health: Health
) -> None:
    speaker = Loudspeaker("alsa://default", program=program(tmp_path, script), grace_s=grace_s)
    assert await speaker.play(SOUND) == NotPlayed(health)


async def test_without_a_player_it_is_a_fault_said_once_and_once_when_all_is_well(tmp_path: Path) -> None:
    speaker = Loudspeaker("alsa://default", program=str(tmp_path / "aplay"), grace_s=GRACE_S)
    with capture_logs() as logs:
        for _ in range(2):
            assert await speaker.status() is Health.FAULT
        program(tmp_path, "cat > /dev/null")
        for _ in range(2):
            assert await speaker.status() is Health.OK
    assert [entry["event"] for entry in logs] == ["device is lost", "device is back"]


async def test_in_a_folder_the_last_announcements_are_kept(tmp_path: Path) -> None:
    speaker = Loudspeaker(f"file://{tmp_path}/said")
    for _ in range(loudspeaker.FILES_KEPT + 2):
        assert await speaker.play(SOUND) == Played()
    names = sorted(path.name for path in (tmp_path / "said").iterdir())
    assert (len(names), names[0], names[-1]) == (loudspeaker.FILES_KEPT, "000003.wav", "000022.wav")
    assert (tmp_path / "said" / "000022.wav").read_bytes() == SOUND


async def test_a_folder_that_cannot_be_written_is_offline(tmp_path: Path) -> None:
    (tmp_path / "said").write_text("a file stands there")
    assert await Loudspeaker(f"file://{tmp_path}/said").play(SOUND) == NotPlayed(Health.OFFLINE)


@pytest.mark.parametrize("wav", [b"", b"RIFF", SOUND[:20], silence(121)])
async def test_what_is_no_announcement_is_refused(tmp_path: Path, wav: bytes) -> None:
    with pytest.raises(ValueError, match=r"WAV|lasts"):
        await Loudspeaker(f"file://{tmp_path}/said").play(wav)


@pytest.mark.parametrize("url", ["alsa://", "alsa://a b", "file:///", "socket://h:1"])
def test_a_url_no_loudspeaker_has_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"is not the URL|names no device|another computer|no option"):
        Loudspeaker(url)
