"""A pre-review of any day, out of the history, with the guide it was made with."""

import msgspec
from sqlalchemy import Connection, Row, select

from config.catalogue import ServiceItem
from config.configuration import HallConfiguration
from config.pre_review import Brought, Finding, Verdict
from queue_server.domain.events import ConfigurationPublished
from queue_server.domain.state import KINDS, PreReview
from queue_server.storage import schema

_pre_reviews, _lines, _configurations, _journal = (
    schema.pre_reviews.c,
    schema.pre_review_lines.c,
    schema.configurations.c,
    schema.journal.c,
)

_decode_answers = msgspec.json.Decoder(dict[str, str]).decode
_decode_materials = msgspec.json.Decoder(dict[str, Brought]).decode
_decode_publication = msgspec.json.Decoder(ConfigurationPublished).decode


def pre_review(
    connection: Connection, hall_id: str, pre_review_id: str, in_force: HallConfiguration
) -> PreReview | None:
    """The pre-review as it was filed and checked; None if there is none of that id.

    `in_force`: mostly it was made with that; otherwise the journal still has what was in force then.
    """
    filed = connection.execute(
        select(schema.pre_reviews).where(_pre_reviews.hall_id == hall_id, _pre_reviews.pre_review_id == pre_review_id)
    ).one_or_none()
    if filed is None:
        return None
    found: dict[str, dict[str, Finding]] = {kind: {} for kind in KINDS}
    checked: dict[str, dict[str, Finding]] = {kind: {} for kind in KINDS}
    for line in connection.execute(
        select(schema.pre_review_lines)
        .where(_lines.hall_id == hall_id, _lines.pre_review_id == pre_review_id)
        .order_by(_lines.position)
    ):
        found[line.kind][line.about] = Finding(line.finding)
        if line.clerk_finding is not None:
            checked[line.kind][line.about] = Finding(line.clerk_finding)
    return PreReview(
        pre_review_id=filed.pre_review_id,
        item=_guide(connection, hall_id, filed, in_force),
        answers=_decode_answers(filed.answers),
        materials=_decode_materials(filed.materials),
        verdict=Verdict(filed.verdict),
        found=found,
        filed_at_ms=filed.filed_at_ms,
        checked=checked,
    )


def _guide(
    connection: Connection, hall_id: str, filed: Row[*tuple[object, ...]], in_force: HallConfiguration
) -> ServiceItem:
    item = in_force.items.get(filed.item_id)
    if item is not None and item.version == filed.guide_version:
        return item
    body = connection.execute(
        select(_journal.body)
        .join(
            schema.configurations, (_configurations.hall_id == _journal.hall_id) & (_configurations.seq == _journal.seq)
        )
        .where(_configurations.hall_id == hall_id, _configurations.content_hash == filed.configuration_hash)
    ).scalar_one()
    return HallConfiguration.recorded(_decode_publication(body).content).items[filed.item_id]
