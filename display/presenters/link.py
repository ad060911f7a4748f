"""The link to the server as a screen sees it: whether it stands, and the newest view that came over it."""

from typing import Generic, TypeVar

from queue_server.client.session import AnyDelivery, Dismissed, Linked, LinkLost, ViewArrived
from queue_server.contract.refusals import RefusalCode

View = TypeVar("View")


class Link(Generic[View]):
    """Takes note of every delivery; `kind` is the view this screen shows."""

    def __init__(self, kind: type[View]) -> None:
        self._kind = kind
        self._views = 0  # since the link stands
        self.view: View | None = None  # the newest, also while the link is lost
        self.stands = False
        self.lost_at_ms: int | None = None
        self.dismissed: RefusalCode | None = None  # why the server does not let this station in, until it does again

    @property
    def returning(self) -> bool:
        """The newest view is the first since the link stands: what it tells may have happened long ago."""
        return self._views == 1

    def receive(self, message: AnyDelivery, now_ms: int) -> View | None:
        """Returns the view, if that is what has come."""
        match message:
            case Linked():
                self.stands = True
                self.dismissed = None
                self._views = 0
            case LinkLost():
                self.stands = False
                self.lost_at_ms = now_ms
            case Dismissed(code=code):
                self.stands = False
                self.dismissed = code
            case ViewArrived(view=view) if isinstance(view, self._kind):
                self._views += 1
                self.view = view
                return view
        return None
