"""What must hold of work profiles: rules name what there is, can come to apply, and leave nobody unserved."""

from collections.abc import Iterator

from config.entries import Entry, repeated, unknown
from config.findings import Finding, quoted

_OF_ITEMS = ("item_ids", "department_ids", "theme_ids")
_OF_TICKETS = (*_OF_ITEMS, "applicants", "verdicts", "languages", "stages")
_OF_THE_HOUR = ("wait_over_min", "waiting_over", "valid_from", "valid_to")


def findings(hall: Entry, items: list[Entry] | None, themes: list[Entry] | None) -> Iterator[Finding]:
    """`items` and `themes` of the catalogue, None where they could not be read."""
    profiles = hall.entries("profiles")
    for profile in profiles:
        kinds = {window.text("kind") for window in hall.entries("windows") if _serves(window, profile)}
        yield from _rules(profile, kinds, items)
    rules = [rule for profile in profiles for rule in profile.entries("rules")]
    yield from unknown(rules, "watched_queue_ids", hall.entries("queues"), "queues")
    if "departments" in hall.table:
        yield from unknown(rules, "department_ids", hall.entries("departments"), "departments")
    if items is not None:
        yield from unknown(rules, "item_ids", items, "items")
    if themes is not None:
        yield from unknown(rules, "theme_ids", themes, "themes")
    yield from _nobody_takes(hall, items or [])


def _serves(window: Entry, profile: Entry) -> bool:
    return window.text("profile_id") == profile.text("id")


def _rules(profile: Entry, kinds: set[str | None], items: list[Entry] | None) -> Iterator[Finding]:
    queue_ids = _set(profile, "queue_ids")
    rules = profile.entries("rules")
    yield from repeated(rules, "id")
    for number, rule in enumerate(rules):
        yield from _queues_elsewhere(rule, profile, queue_ids)
        yield from _never(rule, kinds, items)
        for earlier in rules[:number]:
            if _takes_all(earlier) and _set(rule, "queue_ids") <= _set(earlier, "queue_ids"):
                reason = f"never comes to apply: {earlier.name} before it takes everybody there, in {rule.name}"
                yield rule.finding("queue_ids", reason, f"put it before {earlier.name}")
                break
    if profile.table.get("strict") is True and not rules:
        yield profile.finding("strict", f"without rules nobody is ever called, in {profile.name}", "take it out")


def _queues_elsewhere(rule: Entry, profile: Entry, queue_ids: set[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, queue_id in rule.texts("queue_ids"):
        if queue_id not in queue_ids:
            reason = f"{quoted(queue_id)} is not among the queue_ids of {profile.name}, in {rule.name}"
            yield rule.finding(place, reason, "a rule takes from the queues of its profile")
        elif queue_id in seen:
            yield rule.finding(place, f"{quoted(queue_id)} is named twice, in {rule.name}")
        seen.add(queue_id)


def _never(rule: Entry, kinds: set[str | None], items: list[Entry] | None) -> Iterator[Finding]:
    """What keeps a rule from ever applying, whoever comes."""
    wanted = _set(rule, "window_kinds")
    if wanted and kinds and not wanted & kinds:
        yield rule.finding("window_kinds", f"no window of that kind has this profile, in {rule.name}")
    begins, ends = rule.table.get("valid_from"), rule.table.get("valid_to")
    if begins is not None and ends is not None and str(begins) > str(ends):
        yield rule.finding("valid_to", f"{quoted(ends)} is before valid_from, {quoted(begins)}, in {rule.name}")
    if rule.table.get("watched_queue_ids") and not _asks(rule, ("wait_over_min", "waiting_over")):
        yield rule.finding("watched_queue_ids", f"nothing is looked at there, in {rule.name}", "say wait_over_min")
    if items is not None and any(rule.texts(key) for key in _OF_ITEMS):
        here = [item for item in items if item.text("queue_id") in _set(rule, "queue_ids")]
        if not any(_admits(rule, item) for item in here):
            key = next(key for key in _OF_ITEMS if rule.texts(key))
            yield rule.finding(key, f"no such item waits in these queues, in {rule.name}", "name the item's own queue")


def _nobody_takes(hall: Entry, items: list[Entry]) -> Iterator[Finding]:
    """Tickets that only strict profiles may serve, and which no rule of them takes at every hour."""
    profiles = {profile.text("id"): profile for profile in hall.entries("profiles")}
    serving = [
        (window, profiles[of]) for window in hall.entries("windows") if (of := window.text("profile_id")) in profiles
    ]
    for queue in hall.entries("queues"):
        queue_id = queue.text("id") or ""
        at = [(window, profile) for window, profile in serving if queue_id in _set(profile, "queue_ids")]
        if not at or not all(profile.table.get("strict") is True for _, profile in at):
            continue
        rules = [
            rule
            for window, profile in at
            for rule in profile.entries("rules")
            if queue_id in _set(rule, "queue_ids")
            and not _asks(rule, _OF_THE_HOUR)
            and _set(rule, "window_kinds") <= {window.text("kind")}
        ]
        if any(not _asks(rule, _OF_TICKETS) for rule in rules):
            continue
        remedy = "give one profile a last rule without terms, or take out strict"
        yield queue.finding("id", f"strict profiles leave some tickets of {quoted(queue_id)} to nobody", remedy)
        for item in items:
            whole = [rule for rule in rules if not _asks(rule, ("applicants", "verdicts", "languages", "stages"))]
            if item.text("queue_id") == queue_id and not any(_admits(rule, item) for rule in whole):
                yield item.finding("queue_id", f"no window is left that always takes {item.name}", remedy)


def _takes_all(rule: Entry) -> bool:
    return not _asks(rule, (*_OF_TICKETS, *_OF_THE_HOUR, "window_kinds"))


def _asks(rule: Entry, keys: tuple[str, ...]) -> bool:
    return any(rule.table.get(key) not in (None, [], ()) for key in keys)


def _admits(rule: Entry, item: Entry) -> bool:
    """As far as the item alone decides."""
    items, departments, themes = (_set(rule, key) for key in _OF_ITEMS)
    return (
        (not items or item.text("id") in items)
        and (not departments or item.text("department_id") in departments)
        and (not themes or bool(themes & _set(item, "theme_ids")))
    )


def _set(entry: Entry, key: str) -> set[str]:
    return {text for _, text in entry.texts(key)}


def priority_findings(policy: Entry) -> Iterator[Finding]:
    priority = policy.entry("priority")
    classes = priority.entries("classes")
    yield from repeated(classes, "id")
    for one in classes:
        if one.table.get("weight", 1) == 1 and one.table.get("head_start_min", 0) == 0:
            reason = f"nobody is served sooner by it, in {one.name}"
            yield one.finding("weight", reason, "say a weight above 1, or head_start_min")
