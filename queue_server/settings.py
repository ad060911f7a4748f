"""What a server is started with. Everything about the hall itself is in its configuration, never here."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """`hall_folder`: configuration files that are published at the start if they differ from what is in force.

    `public_url`: under which phones and browsers reach this server, such as "https://hall.example"; cookies are sent
    over TLS only where it begins with https. `metrics_key`: who may read /metrics from another machine.
    """

    database_url: str
    hall_folder: Path
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str | None = None
    metrics_key: str | None = None

    @property
    def own_url(self) -> str:
        """`public_url`, or what it is when nobody said."""
        host = "127.0.0.1" if self.host in ("", "0.0.0.0", "::") else self.host  # noqa: S104  compared, not bound
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def behind_tls(self) -> bool:
        return self.own_url.startswith("https:")


def sqlite_url(folder: Path) -> str:
    """The embedded database of a data folder."""
    return f"sqlite:///{folder / 'hall.sqlite'}"
