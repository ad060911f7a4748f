"""How and by whom ratings were given, later ones, those of errands and windows; and what people wrote, apart."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _ratings()
    _private_words()
    _work_orders()
    _exports()


def _ratings() -> None:
    """What a rating of before is known to have been is written down too, as the journal tells it anew."""
    with op.batch_alter_table("ratings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("source", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("ended_how", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("item_id", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("queue_id", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("has_words", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("named", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("entered_by", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("again_rated_at_ms", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("again_level", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("again_channel", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("again_reasons", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("again_table_version", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("again_has_words", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("again_named", sa.Integer(), nullable=True))
    ratings = sa.table("ratings", *map(sa.column, ("hall_id", "service_id", *_TOLD, *_OF_THE_SERVICE)))
    services = sa.table("services", *map(sa.column, ("hall_id", "service_id", *_OF_THE_SERVICE)))
    of_the_service = {
        name: sa.select(services.c[name])
        .where(services.c.hall_id == ratings.c.hall_id, services.c.service_id == ratings.c.service_id)
        .scalar_subquery()
        for name in _OF_THE_SERVICE
    }
    op.execute(sa.update(ratings).values(of_the_service))
    told = {"source": sa.literal_column("'active'"), "has_words": sa.text("0"), "named": sa.text("0")}
    op.execute(sa.update(ratings).where(ratings.c.level.is_not(None)).values(told))
    op.create_table(
        "errand_ratings",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rating_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("business_day", sa.Text(), nullable=False),
        sa.Column("errand", sa.Text(), nullable=False),
        sa.Column("errand_id", sa.Text(), nullable=False),
        sa.Column("station_id", sa.Text(), nullable=False),
        sa.Column("rated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("table_version", sa.Text(), nullable=True),
        sa.Column("has_words", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "rating_id", name=op.f("pk_errand_ratings")),
    )
    op.create_table(
        "window_ratings",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rating_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("business_day", sa.Text(), nullable=False),
        sa.Column("window_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("rated_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("table_version", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("has_words", sa.Integer(), nullable=False),
        sa.Column("named", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "rating_id", name=op.f("pk_window_ratings")),
    )
    for table in ("errand_ratings", "window_ratings"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(
                batch_op.f(f"ix_{table}_hall_id_business_day"), ["hall_id", "business_day"], unique=False
            )


_OF_THE_SERVICE = ("item_id", "queue_id")
_TOLD = ("level", "source", "has_words", "named")


def _private_words() -> None:
    op.create_table(
        "private_words",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("owner_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("part", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("keep_until_ms", sa.BigInteger(), nullable=False),
        sa.Column("erased_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("hall_id", "owner_id", "part", name=op.f("pk_private_words")),
    )
    with op.batch_alter_table("private_words", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_private_words_hall_id_keep_until_ms"), ["hall_id", "keep_until_ms"], unique=False
        )


def _exports() -> None:
    op.create_table(
        "exports",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("receiver_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rating_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("part", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "receiver_id", "rating_id", "part", name=op.f("pk_exports")),
    )
    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exports_hall_id_receiver_id_seq"), ["hall_id", "receiver_id", "seq"], unique=False
        )
    op.create_table(
        "deliveries",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("receiver_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rating_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("part", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("settled_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "receiver_id", "rating_id", "part", name=op.f("pk_deliveries")),
    )


def _work_orders() -> None:
    op.create_table(
        "work_orders",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("business_day", sa.Text(), nullable=True),
        sa.Column("rated_how", sa.Text(), nullable=False),
        sa.Column("rating_id", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("named", sa.Integer(), nullable=False),
        sa.Column("window_id", sa.Text(), nullable=True),
        sa.Column("clerk_id", sa.Text(), nullable=True),
        sa.Column("trainee_id", sa.Text(), nullable=True),
        sa.Column("item_id", sa.Text(), nullable=True),
        sa.Column("department_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("assignee_id", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("course", sa.Text(), nullable=True),
        sa.Column("until_day", sa.Text(), nullable=True),
        sa.Column("excluded", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("escalated_to", sa.Text(), nullable=True),
        sa.Column("opened_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("contact_due_ms", sa.BigInteger(), nullable=True),
        sa.Column("contacted_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("reached", sa.Integer(), nullable=True),
        sa.Column("rectify_due_ms", sa.BigInteger(), nullable=True),
        sa.Column("rectified_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("feed_back_due_ms", sa.BigInteger(), nullable=True),
        sa.Column("fed_back_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("call_back_due_ms", sa.BigInteger(), nullable=True),
        sa.Column("called_back_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("answered", sa.Integer(), nullable=True),
        sa.Column("satisfied", sa.Integer(), nullable=True),
        sa.Column("appealed_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("reviewed_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("extended_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("close_due_ms", sa.BigInteger(), nullable=True),
        sa.Column("closed_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("hall_id", "order_id", name=op.f("pk_work_orders")),
    )
    op.create_table(
        "work_order_steps",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("has_text", sa.Integer(), nullable=False),
        sa.Column("assignee_id", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("until_day", sa.Text(), nullable=True),
        sa.Column("satisfied", sa.Integer(), nullable=True),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("deadlines", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "order_id", "number", name=op.f("pk_work_order_steps")),
    )
    with op.batch_alter_table("work_orders", schema=None) as batch_op:
        for column in ("opened_at_ms", "business_day"):
            batch_op.create_index(batch_op.f(f"ix_work_orders_hall_id_{column}"), ["hall_id", column], unique=False)
