"""Pre-reviews with their lines, what a ticket carries of one, and which configurations there were."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    configurations = op.create_table(
        "configurations",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("content_hash", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("published_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "content_hash", name=op.f("pk_configurations")),
    )
    op.create_table(
        "pre_reviews",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("pre_review_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("guide_version", sa.Text(), nullable=False),
        sa.Column("configuration_hash", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("materials", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("station_id", sa.Text(), nullable=True),
        sa.Column("earlier", sa.Text(), nullable=True),
        sa.Column("filed_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "pre_review_id", name=op.f("pk_pre_reviews")),
    )
    with op.batch_alter_table("pre_reviews", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pre_reviews_hall_id_filed_at_ms"), ["hall_id", "filed_at_ms"], unique=False
        )

    op.create_table(
        "pre_review_lines",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("pre_review_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("about", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("clerk_finding", sa.Text(), nullable=True),
        sa.Column("clerk_id", sa.Text(), nullable=True),
        sa.Column("window_id", sa.Text(), nullable=True),
        sa.Column("ticket_id", sa.Text(), nullable=True),
        sa.Column("checked_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("hall_id", "pre_review_id", "kind", "about", name=op.f("pk_pre_review_lines")),
    )
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pre_review_id", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("verdict", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("bundle_id", sa.Text(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_tickets_hall_id_pre_review_id"), ["hall_id", "pre_review_id"], unique=False
        )
    _tell_configurations(configurations)


def _tell_configurations(configurations: sa.Table) -> None:
    """The journal has them; of each content the newest event counts."""
    connection = op.get_bind()
    published = connection.execute(
        sa.text("SELECT hall_id, seq, at_ms, body FROM journal WHERE type = 'ConfigurationPublished' ORDER BY seq")
    )
    rows = {}
    for hall_id, seq, at_ms, body in published:
        content_hash = json.loads(body)["content_hash"]
        rows[hall_id, content_hash] = {
            "hall_id": hall_id,
            "content_hash": content_hash,
            "seq": seq,
            "published_at_ms": at_ms,
        }
    if rows:
        connection.execute(configurations.insert(), list(rows.values()))
