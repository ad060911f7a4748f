"""What the flow sees: the one outlook that all its parts look at, and that each of them may add its news to."""

from collections.abc import Callable

from kiosk.presenters.outlook import Outlook


class Sight:
    """`steady`: milliseconds that only grow; None: the hall's clock, where nobody sets it."""

    def __init__(self, outlook: Outlook, steady: Callable[[], int] | None = None) -> None:
        self._steady = steady
        self.outlook = outlook
        self.see(steady_ms=outlook.now_ms if steady is None else steady())

    def see(self, **news: object) -> None:
        """The outlook with `news`; the same one if they are none, so that nobody composes a page for nothing."""
        if news.get("now_ms", self.outlook.now_ms) != self.outlook.now_ms:
            news["steady_ms"] = news["now_ms"] if self._steady is None else self._steady()
        if any(getattr(self.outlook, name) != value for name, value in news.items()):
            self.outlook = self.outlook.with_news(news)
