"""What must hold of bundles: their stages lead through all their items, and a promise for the day can be kept."""

from collections.abc import Iterator

from config.entries import Entry, unknown
from config.findings import Finding, quoted


def findings(bundles: list[Entry], queues: list[Entry] | None, departments: list[Entry] | None) -> Iterator[Finding]:
    """`queues` and `departments` of the hall plan, None where they could not be read."""
    stages = [stage for bundle in bundles for stage in bundle.entries("stages")]
    if queues is not None:
        yield from unknown(stages, "queue_id", queues, "queues")
    if departments is not None:
        yield from unknown(bundles, "lead_department_id", departments, "departments")
    for bundle in bundles:
        yield from _stages(bundle)


def _stages(bundle: Entry) -> Iterator[Finding]:
    stages = bundle.entries("stages")
    if not stages:
        return
    first, queue_id = stages[0].text("queue_id"), bundle.text("queue_id")
    if first and queue_id and first != queue_id:
        reason = f"{quoted(first)} is not where {bundle.name} waits, {quoted(queue_id)}"
        yield stages[0].finding("queue_id", reason, f"the first stage waits in {quoted(queue_id)}")
    own = {item_id for _, item_id in bundle.texts("item_ids")}
    led_through: set[str] = set()
    for stage in stages:
        for place, item_id in stage.texts("item_ids"):
            if item_id not in own:
                yield stage.finding(place, f"{quoted(item_id)} is not one of the item_ids of {bundle.name}")
            elif item_id in led_through:
                yield stage.finding(place, f"{quoted(item_id)} is done in two stages of {bundle.name}")
            led_through.add(item_id)
    for place, item_id in bundle.texts("item_ids"):
        if item_id not in led_through:
            yield bundle.finding(place, f"no stage does {quoted(item_id)}, in {bundle.name}", "name it in a stage")


def done_in_one_day(bundles: list[Entry], items: list[Entry]) -> Iterator[Finding]:
    """Who promises a bundle for the same day must not let one of its items take longer."""
    days = {item.text("id"): item.table.get("promised_limit_days") for item in items}
    for bundle in bundles:
        for place, item_id in bundle.texts("item_ids") if bundle.table.get("one_day") is True else ():
            if days.get(item_id) not in (0, None):
                reason = f"{quoted(item_id)} takes {quoted(days[item_id])} days, but {bundle.name} is done in one day"
                yield bundle.finding(place, reason, "take one_day out")
