"""What is prepared is kept, whole or not at all, and never too much of it."""

import os
from pathlib import Path

import pytest

from display.voice.store import Store, voice_store

SAMPLES = bytes(range(250)) * 40


def test_what_was_kept_is_there_the_next_day(tmp_path: Path) -> None:
    Store(tmp_path / "voice").keep("k1", SAMPLES)
    store = Store(tmp_path / "voice")
    assert store.has("k1")
    assert store.samples("k1") == SAMPLES
    assert not store.has("k2")
    assert store.samples("k2") is None


def test_a_damaged_file_is_as_if_it_were_not_there_and_is_made_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep("k1", SAMPLES)
    (path,) = tmp_path.glob("*.wav")
    path.write_bytes(path.read_bytes()[:-1_000])
    assert store.samples("k1") is None
    assert not store.has("k1")


def test_those_unused_longest_make_room(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for number in range(10):
        store.keep(f"k{number}", SAMPLES)
        os.utime(tmp_path / f"k{number}.wav", (1_000 + number, 1_000 + number))
    assert store.samples("k0") is not None, "used now"
    size = (tmp_path / "k0.wav").stat().st_size
    assert store.make_room(10 * size) == 0
    assert store.make_room(5 * size) == 6
    assert [number for number in range(10) if store.has(f"k{number}")] == [0, 7, 8, 9]


def test_without_a_folder_nothing_is_there_and_nothing_breaks(tmp_path: Path) -> None:
    store = Store(tmp_path / "nowhere")
    assert store.samples("k1") is None
    assert store.make_room(1) == 0


def test_phrases_are_kept_where_what_can_be_made_again_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/var/cache/somebody")
    assert voice_store() == Path("/var/cache/somebody/service-hall/voice")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert voice_store() == Path.home() / ".cache/service-hall/voice"
