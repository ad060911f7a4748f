"""The feed: for every topic the newest view, encoded once, to everybody who follows it.

A view goes out only when it differs from the one before. What concerns a call goes out at once, queue lengths together
after at most `SOON_S`: a thousand displays need not hear of every ticket, but no call may wait.

A topic's `seq` is that of the newest event when its view last changed, or was first looked at. So a reader that comes
back with a `last_seq` not below it has already seen this view.
"""

import asyncio
from collections.abc import Callable, Iterable

import msgspec
import structlog

from queue_server.contract import wire
from queue_server.contract.refusals import CommandRefused
from queue_server.contract.views import AnyView
from queue_server.engine import metrics

SOON_S = 0.1

log = structlog.get_logger(__name__)


class Frame(msgspec.Struct, frozen=True, gc=False):
    """One wire message `view`, encoded for all readers alike."""

    topic: str
    seq: int
    data: bytes


class Subscription:
    """Until `close`, `deliver` gets every new frame of the topic. It must not block."""

    def __init__(self, feed: "Feed", topic: str, last_seq: int, deliver: Callable[[Frame], None]) -> None:
        self._feed = feed
        self.topic = topic
        self.last_seq = last_seq
        self._deliver = deliver

    def offer(self, frame: Frame) -> None:
        if frame.seq <= self.last_seq:
            return
        self.last_seq = frame.seq
        try:
            self._deliver(frame)
        except Exception:
            log.exception("reader_failed", topic=self.topic)
            self.close()

    def close(self) -> None:
        """Harmless when closed already."""
        self._feed.leave(self)


class _Topic:
    """A topic somebody follows. `frame` is None until the state may be looked at."""

    def __init__(self) -> None:
        self.view: AnyView | None = None
        self.frame: Frame | None = None
        self.readers: dict[Subscription, None] = {}


class Feed:
    """`look` computes the view of a topic as the hall is now, and refuses unknown topics."""

    def __init__(self, look: Callable[[str], AnyView]) -> None:
        self._look = look
        self._seq = 0
        self._topics: dict[str, _Topic] = {}
        self._unseen: dict[str, None] = {}  # followed since the state was held: without a frame
        self._soon: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._held = False
        self._overdue = False

    def subscribe(self, topic: str, last_seq: int, deliver: Callable[[Frame], None]) -> Subscription:
        """Follows a topic, beginning with its present view unless `last_seq` says that the reader has it.

        Refuses NOT_FOUND for an unknown topic.
        """
        subscription = Subscription(self, topic, last_seq if last_seq <= self._seq else 0, deliver)
        followed = self._topics.get(topic)
        if followed is None:
            view = self._look(topic)
            followed = self._topics[topic] = _Topic()
            if self._held:
                self._unseen[topic] = None
            else:
                self._change(topic, followed, view)
        followed.readers[subscription] = None
        metrics.subscribers.inc()
        if followed.frame is not None:
            subscription.offer(followed.frame)
        return subscription

    def leave(self, subscription: Subscription) -> None:
        followed = self._topics.get(subscription.topic)
        if followed is None or subscription not in followed.readers:
            return
        del followed.readers[subscription]
        metrics.subscribers.dec()
        if not followed.readers:
            del self._topics[subscription.topic]
            self._unseen.pop(subscription.topic, None)

    def hold(self) -> None:
        """From now until `publish` the state is ahead of what is durable: nobody is shown it."""
        self._held = True

    def publish(self, seq: int, now: Iterable[str] = (), soon: Iterable[str] = ()) -> None:
        """The state is durable up to `seq`. Topics may be patterns such as `ticket:*`."""
        self._held = False
        self._seq = seq
        for topic in self._followed(now):
            self._refresh(topic)
        for topic in tuple(self._unseen):
            self._refresh(topic)
        self._soon.update(soon)
        if self._overdue:
            self._flush()
        elif self._soon and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SOON_S, self._flush)

    def publish_all(self, seq: int) -> None:
        """The state was made anew: whatever differs goes out."""
        self.publish(seq, now=list(self._topics))

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._overdue = self._held
        if self._held:
            return
        topics, self._soon = self._soon, set()
        for topic in self._followed(topics):
            self._refresh(topic)

    def _followed(self, topics: Iterable[str]) -> set[str]:
        """Those of the topics that somebody follows, patterns resolved."""
        followed: set[str] = set()
        for topic in topics:
            if topic.endswith("*"):
                followed.update(name for name in self._topics if name.startswith(topic[:-1]))
            elif topic in self._topics:
                followed.add(topic)
        return followed

    def _refresh(self, topic: str) -> None:
        followed = self._topics.get(topic)
        if followed is None:  # its last reader left while the others were told
            return
        self._soon.discard(topic)
        try:
            view = self._look(topic)
        except CommandRefused as refused:
            log.info("topic_ended", topic=topic, code=refused.code.value)
            for reader in list(followed.readers):
                reader.close()
            return
        if view != followed.view:
            self._change(topic, followed, view)

    def _change(self, topic: str, followed: _Topic, view: AnyView) -> None:
        self._unseen.pop(topic, None)
        followed.view = view
        followed.frame = Frame(topic, self._seq, wire.encode(wire.ViewChanged(topic, self._seq, view)))
        for reader in list(followed.readers):
            reader.offer(followed.frame)
