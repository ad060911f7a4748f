import asyncio
from collections.abc import AsyncIterator

import pytest

from queue_server.contract import wire
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import AnyView, BoardView, Label
from queue_server.engine import feed as feed_module
from queue_server.engine.feed import Feed, Frame


class Stage:
    """Views that are what the test says, and a feed of them."""

    def __init__(self) -> None:
        self.texts = {"board": "empty", "hall": "empty", "ticket:1": "waits", "ticket:2": "waits"}
        self.looked: list[str] = []
        self.feed = Feed(self.look)
        self.feed.publish(10)

    def look(self, topic: str) -> AnyView:
        self.looked.append(topic)
        if topic not in self.texts:
            raise CommandRefused(RefusalCode.NOT_FOUND, topic=topic)
        text = self.texts[topic]
        return BoardView(Label(text, text), None, True, (), (), ())

    def reader(self) -> "Reader":
        return Reader()


class Reader:
    def __init__(self) -> None:
        self.frames: list[Frame] = []

    def __call__(self, frame: Frame) -> None:
        self.frames.append(frame)

    @property
    def seen(self) -> list[tuple[str, int, str]]:
        """Topic, seq and text of every frame, read from its bytes."""
        messages = [wire.decode_to_station(frame.data) for frame in self.frames]
        return [(m.topic, m.seq, m.view.hall.zh) for m in messages if isinstance(m, wire.ViewChanged)]


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    made = Stage()
    yield made
    made.feed.close()


async def test_a_reader_begins_with_the_view_as_it_is(stage: Stage) -> None:
    reader = Reader()
    stage.feed.subscribe("board", 0, reader)
    assert reader.seen == [("board", 10, "empty")]


async def test_a_reader_that_has_seen_it_hears_nothing_until_it_changes(stage: Stage) -> None:
    reader = Reader()
    stage.feed.subscribe("board", 10, reader)
    assert reader.seen == []
    stage.texts["board"] = "A001"
    stage.feed.publish(11, now={"board"})
    assert reader.seen == [("board", 11, "A001")]


async def test_a_seq_of_another_journal_means_nothing_here(stage: Stage) -> None:
    reader = Reader()
    stage.feed.subscribe("board", 99, reader)
    assert reader.seen == [("board", 10, "empty")]


async def test_after_a_restart_a_reader_that_is_up_to_date_hears_nothing_and_another_the_newest(stage: Stage) -> None:
    restarted = Stage()
    restarted.feed.publish(12)
    current, behind = Reader(), Reader()
    restarted.feed.subscribe("board", 12, current)
    restarted.feed.subscribe("board", 10, behind)
    assert (current.seen, behind.seen) == ([], [("board", 12, "empty")])


async def test_an_unknown_topic_is_refused(stage: Stage) -> None:
    with pytest.raises(CommandRefused) as caught:
        stage.feed.subscribe("nothing", 0, Reader())
    assert caught.value.code is RefusalCode.NOT_FOUND


async def test_a_view_that_did_not_change_is_not_sent(stage: Stage) -> None:
    reader = Reader()
    stage.feed.subscribe("board", 0, reader)
    stage.feed.publish(11, now={"board"})
    assert reader.seen == [("board", 10, "empty")]


async def test_all_readers_get_the_same_bytes_encoded_once(stage: Stage) -> None:
    readers = [Reader() for _ in range(3)]
    for reader in readers:
        stage.feed.subscribe("board", 0, reader)
    stage.texts["board"] = "A001"
    stage.looked.clear()
    stage.feed.publish(11, now={"board"})
    assert stage.looked == ["board"]
    assert len({id(reader.frames[-1]) for reader in readers}) == 1


async def test_calls_go_out_at_once_and_queue_lengths_together(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "SOON_S", 0.02)
    board, hall = Reader(), Reader()
    stage.feed.subscribe("board", 10, board)
    stage.feed.subscribe("hall", 10, hall)
    for seq in (11, 12, 13):
        stage.texts["board"] = stage.texts["hall"] = f"state {seq}"
        stage.feed.publish(seq, now={"board"}, soon={"hall"})
    assert [text for _, _, text in board.seen] == ["state 11", "state 12", "state 13"]
    assert hall.seen == []
    async with asyncio.timeout(30):
        while not hall.seen:  # noqa: ASYNC110  a reader is a plain function
            await asyncio.sleep(0.001)
    assert hall.seen == [("hall", 13, "state 13")]


async def test_a_pattern_reaches_every_topic_of_its_kind_that_somebody_follows(stage: Stage) -> None:
    first, second, board = Reader(), Reader(), Reader()
    stage.feed.subscribe("ticket:1", 10, first)
    stage.feed.subscribe("ticket:2", 10, second)
    stage.feed.subscribe("board", 10, board)
    stage.texts.update({"ticket:1": "one ahead", "ticket:2": "two ahead", "board": "changed"})
    stage.feed.publish(11, now={"ticket:*"})
    assert (first.seen, second.seen) == ([("ticket:1", 11, "one ahead")], [("ticket:2", 11, "two ahead")])
    assert board.seen == []


async def test_nothing_is_looked_at_that_nobody_follows(stage: Stage) -> None:
    stage.feed.subscribe("board", 0, Reader()).close()
    stage.looked.clear()
    stage.feed.publish(11, now={"board", "hall", "ticket:*"})
    assert stage.looked == []


async def test_who_has_left_hears_no_more_and_may_leave_twice(stage: Stage) -> None:
    stays, leaves = Reader(), Reader()
    stage.feed.subscribe("board", 10, stays)
    subscription = stage.feed.subscribe("board", 10, leaves)
    subscription.close()
    subscription.close()
    stage.texts["board"] = "A001"
    stage.feed.publish(11, now={"board"})
    assert (len(stays.frames), len(leaves.frames)) == (1, 0)


async def test_a_reader_that_fails_disturbs_nobody(stage: Stage) -> None:
    def fail(frame: Frame) -> None:
        raise ConnectionResetError

    reader = Reader()
    stage.feed.subscribe("board", 10, fail)
    stage.feed.subscribe("board", 10, reader)
    stage.texts["board"] = "A001"
    stage.feed.publish(11, now={"board"})
    assert reader.seen == [("board", 11, "A001")]


async def test_who_comes_during_a_write_is_shown_only_what_is_durable(stage: Stage) -> None:
    early, late = Reader(), Reader()
    stage.feed.subscribe("board", 10, early)
    stage.feed.hold()
    stage.texts["board"] = stage.texts["hall"] = "not durable yet"
    stage.feed.subscribe("board", 0, late)
    newcomer = Reader()
    stage.feed.subscribe("hall", 0, newcomer)
    assert (early.seen, late.seen, newcomer.seen) == ([], [("board", 10, "empty")], [])
    stage.texts["board"] = stage.texts["hall"] = "durable"
    stage.feed.publish(11, now={"board"})
    assert late.seen == [("board", 10, "empty"), ("board", 11, "durable")]
    assert newcomer.seen == [("hall", 11, "durable")]


async def test_queue_lengths_that_come_due_during_a_write_wait_for_its_end(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "SOON_S", 0.0)
    reader = Reader()
    stage.feed.subscribe("hall", 10, reader)
    stage.texts["hall"] = "durable"
    stage.feed.publish(11, soon={"hall"})
    stage.feed.hold()
    stage.texts["hall"] = "not durable yet"
    for _ in range(5):
        await asyncio.sleep(0)
    assert reader.seen == []
    stage.feed.publish(12)
    assert reader.seen == [("hall", 12, "not durable yet")]


async def test_a_topic_that_is_gone_lets_its_readers_go(stage: Stage) -> None:
    reader = Reader()
    stage.feed.subscribe("ticket:1", 0, reader)
    del stage.texts["ticket:1"]
    stage.feed.publish(11, now={"ticket:*"})
    stage.texts["ticket:1"] = "of another day"
    stage.feed.publish(12, now={"ticket:*"})
    assert reader.seen == [("ticket:1", 10, "waits")]


async def test_after_recovery_whatever_differs_goes_out(stage: Stage) -> None:
    board, hall = Reader(), Reader()
    stage.feed.subscribe("board", 10, board)
    stage.feed.subscribe("hall", 10, hall)
    stage.feed.hold()
    stage.texts["board"] = "A001"
    stage.feed.publish_all(11)
    assert (board.seen, hall.seen) == ([("board", 11, "A001")], [])
