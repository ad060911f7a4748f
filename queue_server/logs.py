"""Structured logs on standard error: one JSON object a line, or lines for people where a person watches.

Never in them: names, identity, credentials, addresses of tickets, what people typed.
"""

import logging
import sys
from collections.abc import Callable

import msgspec
import structlog
from structlog.typing import Processor


def set_up(*, for_people: bool | None = None) -> None:
    """`for_people`: None asks whether standard error is a terminal."""
    if for_people is None:
        for_people = sys.stderr.isatty()
    processors: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    output = structlog.PrintLoggerFactory(sys.stderr) if for_people else structlog.BytesLoggerFactory(sys.stderr.buffer)
    if for_people:
        # plain, because the renderer's own tracebacks show the values of variables, passwords among them
        processors.append(structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback))
    else:
        processors += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(serializer=_encode)]
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=output,
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")


def _encode(line: object, default: Callable[[object], object]) -> bytes:
    return msgspec.json.encode(line, enc_hook=default)
