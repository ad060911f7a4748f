"""What a server is started with. Everything about the hall itself is in its configuration, never here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104  compared with, not bound to


@dataclass(frozen=True, slots=True)
class Settings:
    """`hall_folder`: configuration files, published at the start if they differ from what is in force.

    `public_url`: under which phones and browsers reach this server, such as "https://hall.example"; where it begins
    with https, cookies are sent over TLS only. `metrics_key`: who may read /metrics from another machine.
    `anchors_file`: where the anchors of closed days are kept, best on another disk; None keeps none.
    `export_keys`: of those whom ratings are told, by the names of their environment variables; None tells nobody.
    """

    database_url: str
    hall_folder: Path
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str | None = None
    metrics_key: str | None = None
    anchors_file: Path | None = None
    export_keys: Mapping[str, str] | None = field(default=None, repr=False)

    def url(self, port: int) -> str:
        """`public_url`, or what it is when nobody said and `port` is listened on."""
        if self.public_url is not None:
            return self.public_url.rstrip("/")
        host = "127.0.0.1" if self.host in _EVERYWHERE else self.host
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    @property
    def behind_tls(self) -> bool:
        return self.public_url is not None and self.public_url.startswith("https:")


def sqlite_url(folder: Path) -> str:
    """The embedded database of a data folder."""
    return f"sqlite+aiosqlite:///{folder / 'hall.sqlite'}"


def anchors_file(folder: Path) -> Path:
    """Where a data folder keeps the anchors of its closed days."""
    return folder / "anchors.jsonl"
