"""What must hold between the entries of a configuration: references, what occurs once, order of times, plain names.

Works on the tables as they were read, not on the typed values, so that these errors show together with errors of shape.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from config import appointments, bundles, calendar, device_urls, exports, guide, profiles, ratings, spots, work_orders
from config.entries import Entry, repeated, unknown
from config.findings import Finding, did_you_mean, quoted
from config.hall import DeviceKind
from config.i18n import LANGUAGES, Texts
from config.icons import GLYPHS
from config.policy import Hours
from config.spoken_words import wrong_syllables

HALL, CATALOGUE, POLICY = "hall.toml", "catalogue.toml", "policy.toml"
APPOINTMENTS = "appointments.toml"  # a file of its own for a key of the policy; a hall may be without
EXPORTS = "exports.toml"  # likewise
PARTS = "catalogue"  # the folder of the files that hold more items of the catalogue

Tables = Mapping[str, Mapping[str, object]]  # by file; a file that could not be read is left out


def is_part(file: str) -> bool:
    """Whether this is a file with more items of the catalogue."""
    return file.startswith(f"{PARTS}/")


# file, list, key → the list of the hall plan or catalogue it must name an id of
_REFERENCES = (
    (HALL, "queues", "zone_id", HALL, "zones"),
    (HALL, "profiles", "queue_ids", HALL, "queues"),
    (HALL, "windows", "zone_id", HALL, "zones"),
    (HALL, "windows", "profile_id", HALL, "profiles"),
    (HALL, "windows", "department_id", HALL, "departments"),
    (HALL, "clerks", "department_id", HALL, "departments"),
    (HALL, "clerks", "primary", HALL, "windows"),
    (HALL, "clerks", "backup", HALL, "windows"),
    (HALL, "stations", "zone_id", HALL, "zones"),
    (HALL, "stations", "window_id", HALL, "windows"),
    (CATALOGUE, "items", "department_id", HALL, "departments"),
    (CATALOGUE, "items", "queue_id", HALL, "queues"),
    (CATALOGUE, "items", "theme_ids", CATALOGUE, "themes"),
    (CATALOGUE, "bundles", "item_ids", CATALOGUE, "items"),
    (CATALOGUE, "bundles", "queue_id", HALL, "queues"),
    (POLICY, "spots", "zone_ids", HALL, "zones"),
)

# file, list, key that must differ from entry to entry
_UNIQUE = (
    (HALL, "zones", "id"),
    (HALL, "zones", "letter"),
    (HALL, "departments", "id"),
    (HALL, "queues", "id"),
    (HALL, "profiles", "id"),
    (HALL, "windows", "id"),
    (HALL, "windows", "number"),
    (HALL, "clerks", "id"),
    (HALL, "clerks", "staff_number"),
    (HALL, "stations", "id"),
    (CATALOGUE, "themes", "id"),
    (CATALOGUE, "bundles", "id"),
    (CATALOGUE, "items", "id"),
    (CATALOGUE, "items", "number"),
    (POLICY, "spots", "file"),
)


def findings(tables: Tables, whole: bool = True) -> Iterator[Finding]:
    """Everything that is wrong between the entries of the tables that could be read; `whole` if all could be."""
    files = {file: Entry(file, "", table) for file, table in tables.items()}
    parts = [file for name, file in files.items() if is_part(name)]

    def entries(file: str, where: str) -> list[Entry]:
        holders = [files[file]] if file in files else []
        if (file, where) == (CATALOGUE, "items"):
            holders += parts
        return [entry for holder in holders for entry in holder.entries(where)]

    def is_known(file: str, where: str) -> bool:
        return whole if (file, where) == (CATALOGUE, "items") else file in files and where in files[file].table

    for file, where, key in _UNIQUE:
        yield from repeated(entries(file, where), key)
    for file, where, key, target_file, target in _REFERENCES:
        if is_known(target_file, target):
            yield from unknown(entries(file, where), key, entries(target_file, target), target)
    if HALL in files:
        yield from _hall(files[HALL], files[POLICY].text("paper_series") if POLICY in files else None)
    for holder in (*entries(CATALOGUE, "themes"), *entries(CATALOGUE, "bundles")):
        yield from _icon(holder)
    if whole:
        yield from bundles.done_in_one_day(entries(CATALOGUE, "bundles"), entries(CATALOGUE, "items"))
    yield from bundles.findings(
        entries(CATALOGUE, "bundles"),
        *(entries(HALL, where) if is_known(HALL, where) else None for where in ("queues", "departments")),
    )
    demonstration = HALL not in files or files[HALL].table.get("demonstration") is True
    yield from guide.findings(entries(CATALOGUE, "items"), demonstration)
    if HALL in files:
        themes = entries(CATALOGUE, "themes") if is_known(CATALOGUE, "themes") else None
        yield from profiles.findings(files[HALL], entries(CATALOGUE, "items") if whole else None, themes)
    if POLICY in files:
        yield from _policy(files[POLICY])
        yield from work_orders.findings(
            files[POLICY].entry("work_orders"),
            {
                where: entries(HALL, where) if is_known(HALL, where) else None
                for where in ("clerks", "windows", "departments")
            },
        )
        yield from _appointments(files[POLICY], files.get(APPOINTMENTS), entries(CATALOGUE, "items") if whole else None)
        departments = entries(HALL, "departments") if is_known(HALL, "departments") else None
        items = entries(CATALOGUE, "items") if whole else None
        yield from _exports(files[POLICY], files.get(EXPORTS), departments, items)


def _hall(hall: Entry, paper_series: str | None) -> Iterator[Finding]:
    zone = hall.text("time_zone")
    if zone and not _is_time_zone(zone):
        yield hall.finding("time_zone", f"{quoted(zone)} is not a time zone", did_you_mean(zone, _time_zones()))
    for queue in hall.entries("queues"):
        if set(queue.text("series") or "") & set("IO"):
            yield queue.finding("series", f"I and O are taken for 1 and 0, in {queue.name}", "use another letter")
        if paper_series is not None and queue.text("series") == paper_series:
            other = "another letter, there or in policy.toml"
            yield queue.finding("series", f"{queue.name} has the series of the paper roll, paper_series", other)
    yield from _queues_nobody_takes(hall)
    for clerk in hall.entries("clerks"):
        primary = {text for _, text in clerk.texts("primary")}
        for place, text in clerk.texts("backup"):
            if text in primary:
                yield clerk.finding(place, f"{clerk.name} has both the primary and the backup post of {quoted(text)}")
        if clerk.table.get("trainee") is True and (clerk.texts("primary") or clerk.texts("backup")):
            yield clerk.finding("trainee", f"a trainee holds no post, in {clerk.name}", "take out primary and backup")
    for station in hall.entries("stations"):
        yield from _station(station)
    devices = [device for station in hall.entries("stations") for device in station.entries("devices")]
    yield from repeated(devices, "id")
    yield from repeated([device for device in devices if _is_on_the_network(device)], "url")
    for station in hall.entries("stations"):
        here = [device for device in station.entries("devices") if not _is_on_the_network(device)]
        yield from repeated(here, "url")
    yield from unknown(devices, "window_ids", hall.entries("windows"), "windows")
    for device in devices:
        yield from _device(device)
    yield from _tags(devices)


def _queues_nobody_takes(hall: Entry) -> Iterator[Finding]:
    taken_by: dict[str, set[str]] = defaultdict(set)
    for profile in hall.entries("profiles"):
        taken_by[profile.text("id") or ""] |= {text for _, text in profile.texts("queue_ids")}
    taken = set[str]().union(*(taken_by[window.text("profile_id") or ""] for window in hall.entries("windows")))
    for queue in hall.entries("queues"):
        name = queue.text("id")
        if name and name not in taken:
            yield queue.finding("id", f"no window takes the queue {quoted(name)}", "add it to the profile of a window")


def _station(station: Entry) -> Iterator[Finding]:
    kind = station.text("kind")
    if kind in ("panel", "rating") and not station.text("window_id"):
        yield station.finding("window_id", f"is missing: a {kind} station belongs to a window, in {station.name}")
    printers = [device for device in station.entries("devices") if device.text("kind") == "ticket_printer"]
    if kind == "kiosk" and not printers:
        yield station.finding("devices", f"a kiosk needs a ticket printer, in {station.name}")


def _device(device: Entry) -> Iterator[Finding]:
    url, kind = device.text("url"), device.text("kind")
    if url and kind in list(DeviceKind) and (wrong := device_urls.fault(DeviceKind(kind), url)):
        reason, remedy = wrong
        yield device.finding("url", f"{reason}, in {device.name}", remedy)
    yield from _windows_of(device, url or "")


def _windows_of(device: Entry, url: str) -> Iterator[Finding]:
    """A bar hangs over one window, pads stand at one each; what else there is belongs to no window."""
    kind, count = device.text("kind"), len(device.texts("window_ids"))
    if kind == "led_bar":
        meant = 1
    elif kind in ("rating_pads", "call_pads"):
        meant = _addresses(url)
    else:
        meant = 0
    if count != meant:
        reason = f"{count} windows for {meant} places, in {device.name}"
        yield device.finding("window_ids", reason, _WINDOWS_OF.get(kind or "", "leave it out"))


def _tags(devices: list[Entry]) -> Iterator[Finding]:
    """Which tags a base calls, each in one place of the hall: staff know a tag by its number alone."""
    known: dict[int, str] = {}
    for device in devices:
        told = device.table.get("tags")
        if (told is not None) != (device.text("kind") == "vibrating_tags"):
            reason = "no base of vibrating tags" if told is not None else "is missing: which tags it calls"
            yield device.finding("tags", f"{reason}, in {device.name}", "a base has tags = { first = 1, last = 20 }")
        if not isinstance(told, dict) or not all(isinstance(told.get(key), int) for key in ("first", "last")):
            continue
        numbers = range(told["first"], told["last"] + 1)
        if not numbers:
            yield device.finding("tags", f"{told['first']} to {told['last']} are none, in {device.name}")
        elsewhere = next((known[number] for number in numbers if number in known), None)
        if elsewhere is not None:
            yield device.finding("tags", f"some of them are those of {elsewhere} too, in {device.name}")
        known |= dict.fromkeys(numbers, device.name)


_WINDOWS_OF = {
    "led_bar": 'like window_ids = ["w01"], the window it hangs over',
    "rating_pads": "name the window of each of the URL's addresses, in their order",
    "call_pads": "name the window of each of the URL's addresses, in their order",
}


def _addresses(url: str) -> int:
    """How many devices share the line; one if its URL does not say."""
    try:
        named = parse_qs(urlsplit(url).query).get("addresses", [""])[-1]
        return len([address for address in named.split(",") if address]) or 1
    except ValueError:
        return 1


def _icon(holder: Entry) -> Iterator[Finding]:
    icon = holder.text("icon")
    if icon and icon not in GLYPHS:
        reason = f"{quoted(icon)} is not the name of an icon, in {holder.name}"
        yield holder.finding("icon", reason, did_you_mean(icon, GLYPHS) or "config/icons.py has their names")


def _policy(policy: Entry) -> Iterator[Finding]:
    if isinstance(policy.table.get("hours", {}), Mapping):
        opens, closes = _hours(policy)
        start, end = _clock(opens), _clock(closes)
        if start and end and start >= end:
            yield policy.finding("hours.closes_at", f"{quoted(closes)} is not later than opens_at, {quoted(opens)}")
        yield from calendar.findings(policy.entry("hours"))
    yield from profiles.priority_findings(policy)
    yield from _voice(policy)
    yield from ratings.findings(policy.entry("ratings"))
    yield from spots.findings(policy.entries("spots"))
    for key in ("pause_reasons", "leave_reasons", "break_off_reasons"):
        yield from _reasons_without_words(policy, key)


def _voice(policy: Entry) -> Iterator[Finding]:
    for reading in policy.entry("voice").entries("readings"):
        for syllable in wrong_syllables(reading.text("pinyin") or ""):
            reason = f"{quoted(syllable)} is no syllable of Mandarin, in {reading.name}"
            yield reading.finding("pinyin", reason, "pinyin with tone numbers, like zhong1-xin1")


def _appointments(policy: Entry, booked: Entry | None, items: list[Entry] | None) -> Iterator[Finding]:
    opens, closes = _hours(policy)
    if booked is None:
        booked = policy.entry("appointments")
    elif "appointments" in policy.table:
        yield policy.finding("appointments", f"stands in {APPOINTMENTS} too", "say it in one of both")
    yield from appointments.findings(booked, items, opens, closes)


def _exports(
    policy: Entry, told: Entry | None, departments: list[Entry] | None, items: list[Entry] | None
) -> Iterator[Finding]:
    if told is None:
        told = policy
    elif "exports" in policy.table:
        yield policy.finding("exports", f"stands in {EXPORTS} too", "say it in one of both")
    ids = {department.text("id") or "" for department in departments} if departments is not None else None
    of = {item.text("id") or "": item.text("department_id") or "" for item in items} if items is not None else None
    yield from exports.findings(told.entries("exports"), ids, of)


def _hours(policy: Entry) -> tuple[object, object]:
    """Opening and closing hour as they are written, or as they are when left out."""
    hours = policy.entry("hours").table
    opens, closes = (hours.get(key, Hours.model_fields[key].default) for key in ("opens_at", "closes_at"))
    return opens, closes


def _reasons_without_words(policy: Entry, key: str) -> Iterator[Finding]:
    """A reason is a code; the console can only show those that common.toml has words for."""
    table = f"common.{key.removesuffix('s')}."
    for language in LANGUAGES:
        known = _words(table, language)
        for place, code in policy.texts(key):
            if code not in known:
                reason = f"{quoted(code)} has no words in config/languages/{language}/common.toml, table [{key[:-1]}]"
                yield policy.finding(place, reason, did_you_mean(code, known))


@cache
def _words(table: str, language: str) -> frozenset[str]:
    """The keys below `table` that have a text."""
    return frozenset(text.removeprefix(table) for text in Texts.load().keys(language) if text.startswith(table))


@cache
def _time_zones() -> frozenset[str]:
    """All there are; the whole time-zone database is walked through for them."""
    return frozenset(available_timezones())


def _clock(value: object) -> tuple[int, int] | None:
    """Hour and minute, also of a time that is not written as it should be: the shape check tells that."""
    written = re.fullmatch(r"(\d{1,2}):(\d{1,2})", value) if isinstance(value, str) else None
    return (int(written[1]), int(written[2])) if written else None


def _is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True


def _is_on_the_network(device: Entry) -> bool:
    """What is plugged into a station may have the same name at another one."""
    return (device.text("url") or "").startswith(("socket:", "ipp:"))
