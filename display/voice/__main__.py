"""The voice from the command line.

`python -m display.voice prepare --store FOLDER`: what a station starts for itself; orders come line by line.
`python -m display.voice say TEXT --out FILE`: a WAV file of any text, for a human ear.
`python -m display.voice call A012 3 "综合窗口" --out FILE`: a call as it is heard, with its chime.
`python -m display.voice clips`: makes the shipped clips anew.
"""

import argparse
import os
import sys
from pathlib import Path

from config.i18n import Texts
from config.loading import SAMPLE, load
from config.model import Name
from config.voice import SpokenLanguage
from display.voice import clips, sound
from display.voice.announcement import GAP_S
from display.voice.kokoro import Kokoro
from display.voice.phrases import LOOK, READ, Phrase, Phrases, sentence
from display.voice.preparing import work
from display.voice.reading import Unreadable, sounds
from display.voice.store import Store


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m display.voice", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    tasks = parser.add_subparsers(dest="task", required=True)
    prepare = tasks.add_parser("prepare", help="prepares what it is told on standard input, until that ends")
    prepare.add_argument("--store", type=Path, required=True)
    say = tasks.add_parser("say", help="a WAV file of a text")
    say.add_argument("text")
    call = tasks.add_parser("call", help="a WAV file of a call")
    call.add_argument("number")
    call.add_argument("window", type=int)
    call.add_argument("name")
    for task in (say, call):
        task.add_argument("--language", choices=[language.value for language in SpokenLanguage], default="zh")
        task.add_argument("--out", type=Path, required=True)
    tasks.add_parser("clips", help="makes the shipped clips anew")
    given = parser.parse_args()
    try:
        match given.task:
            case "prepare":
                _stand_back()
                work(sys.stdin.buffer, sys.stdout.buffer, Store(given.store), Kokoro())
            case "say":
                speech = _speech(Kokoro(), sentence(given.text, given.language))
                given.out.write_bytes(sound.wav(speech))
            case "call":
                given.out.write_bytes(sound.wav(_call(given.number, given.window, given.name, given.language)))
            case "clips":
                _make_clips()
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _stand_back() -> None:
    """Whatever else this computer does goes first: the screen above all."""
    os.nice(19)


def _speech(engine: Kokoro, phrase: Phrase) -> bytes:
    return engine.speak(sounds(phrase, {}))


def _call(number: str, window: int, name: str, language: str) -> bytes:
    engine, phrases = Kokoro(), Phrases(load(SAMPLE), Texts.load())
    who = _speech(engine, phrases.who(number, language))
    where = _speech(engine, phrases.where(window, Name(zh=name, en=name), language))
    return sound.pause(GAP_S).join((sound.chime(), who, where))


def _make_clips() -> None:
    engine, texts = Kokoro(), Texts.load()
    for language in SpokenLanguage:
        for key in (LOOK, READ):
            speech = _speech(engine, sentence(texts.text(key, language), language))
            clips.path(key, language).write_bytes(sound.wav(speech))


if __name__ == "__main__":
    sys.exit(main())
