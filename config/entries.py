"""The tables of configuration files as they were read, each with the place it stands at.

Whatever has the wrong shape is passed over here: the shape check has already told it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from config.findings import Finding, did_you_mean, quoted


@dataclass(frozen=True)
class Entry:
    """One table, of a file or of a list or key in it."""

    file: str
    place: str
    table: Mapping[str, object]

    def text(self, key: str) -> str | None:
        value = self.table.get(key)
        return value.strip() if isinstance(value, str) and value.strip() else None

    def texts(self, key: str) -> list[tuple[str, str]]:
        """The texts under `key`, single or in a list, each with its key."""
        value = self.table.get(key)
        if isinstance(value, list):
            return [(f"{key}[{n}]", text.strip()) for n, text in enumerate(value) if isinstance(text, str)]
        text = self.text(key)
        return [(key, text)] if text else []

    def entries(self, key: str) -> list["Entry"]:
        """The tables of the list under `key`."""
        value = self.table.get(key)
        if not isinstance(value, list):
            return []
        place = self._place(key)
        return [Entry(self.file, f"{place}[{n}]", table) for n, table in enumerate(value) if isinstance(table, Mapping)]

    def entry(self, key: str) -> "Entry":
        """The table under `key`; an empty one where there is none."""
        value = self.table.get(key)
        return Entry(self.file, self._place(key), value if isinstance(value, Mapping) else {})

    def tables(self) -> Iterator["Entry"]:
        """This table and every table in it."""
        yield self
        for key in self.table:
            for inner in (self.entry(key), *self.entries(key)):
                if inner.table:
                    yield from inner.tables()

    @property
    def name(self) -> str:
        return quoted(self.text("id") or self.place)

    def finding(self, key: str, reason: str, suggestion: str | None = None) -> Finding:
        return Finding(self.file, self._place(key), reason, suggestion)

    def seen_from(self, file: str) -> str:
        """Where it stands, for somebody who reads `file`."""
        return self.place if self.file == file else f"{self.file}: {self.place}"

    def _place(self, key: str) -> str:
        return f"{self.place}.{key}".strip(".")


def repeated(entries: list[Entry], key: str) -> Iterator[Finding]:
    """Every entry whose `key` has the value an earlier one has."""
    seen: dict[object, Entry] = {}
    for entry in entries:
        value = entry.table.get(key)
        if not isinstance(value, str | int):
            continue
        first = seen.setdefault(value.strip() if isinstance(value, str) else value, entry)
        if first is not entry:
            yield entry.finding(key, f"{quoted(value)} occurs twice, first in {first.seen_from(entry.file)}")


def unknown(entries: list[Entry], key: str, targets: list[Entry], target: str) -> Iterator[Finding]:
    """Every text under `key` of the entries that is not the id of one of the targets, or is named twice."""
    known = {text for entry in targets if (text := entry.text("id"))}
    for entry in entries:
        named: set[str] = set()
        for place, text in entry.texts(key):
            if text not in known:
                reason = f"{quoted(text)} is not the id of any of the {target}, in {entry.name}"
                yield entry.finding(place, reason, did_you_mean(text, known))
            elif text in named:
                yield entry.finding(place, f"{quoted(text)} is named twice, in {entry.name}")
            named.add(text)
