"""The sample hall for tests: its configuration, people who act in it, and a dispatcher that runs it."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import config
from config.configuration import HallConfiguration
from config.loading import load
from config.pre_review import Brought, needed, open_question
from queue_server.contract.actors import SYSTEM, Actor, Role
from queue_server.contract.commands import FilePreReview, OpenDay, OpenWindow, PublishConfiguration
from queue_server.engine.clock import Clock
from queue_server.engine.dispatcher import Dispatcher
from queue_server.storage.database import Database

HALL = "anhe"
DAY = "2026-11-23"
MORNING_MS = 1_795_395_600_000  # 2026-11-23 09:00 in Shanghai

KIOSK = Actor("kiosk-1", frozenset({Role.KIOSK}))
GUIDE = Actor("guide-1", frozenset({Role.GUIDE}))


@cache
def sample() -> HallConfiguration:
    assert config.__file__
    return load(Path(config.__file__).parent / "sample")


def clerk_of(window_id: str) -> Actor:
    """Whoever holds the primary post of the window."""
    clerk = next(clerk for clerk in sample().plan.clerks if window_id in clerk.primary)
    return Actor(clerk.id, frozenset({Role.CLERK}))


async def start(database: Database, clock: Clock, step: Callable[[str], None] = lambda name: None) -> Dispatcher:
    return await Dispatcher.start(database, HALL, clock=clock, step=step)


async def open_hall(dispatcher: Dispatcher, *window_ids: str) -> None:
    """Publishes the sample configuration, opens the day and the windows."""
    publication = PublishConfiguration(sample().content_hash, sample().content)
    await dispatcher.submit(publication, key="publish-0001", by=SYSTEM)
    await dispatcher.submit(OpenDay(DAY), key=f"open-{DAY}", by=SYSTEM)
    for window_id in window_ids:
        await dispatcher.submit(OpenWindow(window_id), key=f"open-window-{window_id}", by=clerk_of(window_id))


def review(queue_id: str = "comprehensive", earlier: str | None = None, **differently: Brought) -> FilePreReview:
    """Of the first item of that queue that asks something: the first answers that lead on, everything brought."""
    item = next(item for item in sample().catalogue.items if item.queue_id == queue_id and item.situations)
    answers: dict[str, str] = {}
    while question := open_question(item, answers):
        answers[question.id] = next(answer.id for answer in question.answers if answer.ineligible is None)
    materials = {material.id: Brought.HELD for material in needed(item, answers)}
    return FilePreReview(item.id, item.version, answers, {**materials, **differently}, earlier=earlier)
