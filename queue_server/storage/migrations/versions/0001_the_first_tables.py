"""The first tables. There is no way down from here: it would lose the journal."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("clerk_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("changed_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "clerk_id", name=op.f("pk_accounts")),
    )
    op.create_table(
        "alarms",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("alarm_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("business_day", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("raised_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("acknowledged_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("acknowledged_by", sa.Text(), nullable=True),
        sa.Column("cleared_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("cleared_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("hall_id", "alarm_id", name=op.f("pk_alarms")),
    )
    with op.batch_alter_table("alarms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alarms_hall_id_raised_at_ms"), ["hall_id", "raised_at_ms"], unique=False)

    op.create_table(
        "business_days",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("business_day", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("configuration_hash", sa.Text(), nullable=False),
        sa.Column("opened_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("closed_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("hall_id", "business_day", name=op.f("pk_business_days")),
    )
    op.create_table(
        "calls",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("call_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("business_day", sa.Text(), nullable=True),
        sa.Column("ticket_id", sa.Text(), nullable=False),
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("window_id", sa.Text(), nullable=False),
        sa.Column("clerk_id", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("waiting_since_ms", sa.BigInteger(), nullable=False),
        sa.Column("called_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_called_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("ended_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("hall_id", "call_id", name=op.f("pk_calls")),
    )
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calls_hall_id_business_day"), ["hall_id", "business_day"], unique=False)
        batch_op.create_index(batch_op.f("ix_calls_hall_id_ticket_id"), ["hall_id", "ticket_id"], unique=False)

    op.create_table(
        "hall_secrets",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "name", name=op.f("pk_hall_secrets")),
    )
    op.create_table(
        "heads",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", name=op.f("pk_heads")),
    )
    op.create_table(
        "journal",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("business_day", sa.Text(), nullable=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "seq", name=op.f("pk_journal")),
    )
    op.create_table(
        "ratings",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("service_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("business_day", sa.Text(), nullable=True),
        sa.Column("ticket_id", sa.Text(), nullable=True),
        sa.Column("window_id", sa.Text(), nullable=False),
        sa.Column("clerk_id", sa.Text(), nullable=True),
        sa.Column("invited_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("lapsed_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("rated_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("hall_id", "service_id", name=op.f("pk_ratings")),
    )
    with op.batch_alter_table("ratings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ratings_hall_id_business_day"), ["hall_id", "business_day"], unique=False)

    op.create_table(
        "requests",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "key", name=op.f("pk_requests")),
    )
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_requests_hall_id_at_ms"), ["hall_id", "at_ms"], unique=False)

    op.create_table(
        "services",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("service_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("business_day", sa.Text(), nullable=True),
        sa.Column("ticket_id", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=True),
        sa.Column("window_id", sa.Text(), nullable=False),
        sa.Column("clerk_id", sa.Text(), nullable=False),
        sa.Column("started_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("hall_id", "service_id", name=op.f("pk_services")),
    )
    with op.batch_alter_table("services", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_services_hall_id_business_day"), ["hall_id", "business_day"], unique=False)
        batch_op.create_index(batch_op.f("ix_services_hall_id_ticket_id"), ["hall_id", "ticket_id"], unique=False)

    op.create_table(
        "station_keys",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("station_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("enrolled_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "station_id", name=op.f("pk_station_keys")),
    )
    op.create_table(
        "tickets",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("business_day", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("first_queue_id", sa.Text(), nullable=False),
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("station_id", sa.Text(), nullable=True),
        sa.Column("configuration_hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("slip", sa.Text(), nullable=False),
        sa.Column("issued_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("slip_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("first_called_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("first_started_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("ended_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("requeues", sa.Integer(), nullable=False),
        sa.Column("transfers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "ticket_id", name=op.f("pk_tickets")),
    )
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tickets_hall_id_business_day"), ["hall_id", "business_day"], unique=False)

    op.create_table(
        "window_sessions",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("session_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("business_day", sa.Text(), nullable=True),
        sa.Column("window_id", sa.Text(), nullable=False),
        sa.Column("clerk_id", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("began_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("hall_id", "session_id", name=op.f("pk_window_sessions")),
    )
    with op.batch_alter_table("window_sessions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_window_sessions_hall_id_business_day"), ["hall_id", "business_day"], unique=False
        )

    op.create_table(
        "account_sessions",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("clerk_id", sa.Text(), nullable=False),
        sa.Column("began_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("seen_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("ends_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hall_id", "clerk_id"],
            ["accounts.hall_id", "accounts.clerk_id"],
            name=op.f("fk_account_sessions_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hall_id", "token_hash", name=op.f("pk_account_sessions")),
    )
    with op.batch_alter_table("account_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_sessions_hall_id_clerk_id"), ["hall_id", "clerk_id"], unique=False)
