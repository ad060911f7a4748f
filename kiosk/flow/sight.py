"""What the flow sees: the one outlook that all its parts look at, and that each of them may add its news to."""

from kiosk.presenters.outlook import Outlook


class Sight:
    def __init__(self, outlook: Outlook) -> None:
        self.outlook = outlook

    def see(self, **news: object) -> None:
        """The outlook with `news`; the same one if they are none, so that nobody composes a page for nothing."""
        if any(getattr(self.outlook, name) != value for name, value in news.items()):
            self.outlook = self.outlook.with_news(news)
