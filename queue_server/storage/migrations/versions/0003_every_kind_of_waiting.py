"""What is known of whoever waits, the trace of every call, trainees, and what is asked for windows."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("applicant", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("priority", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("priority_state", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("case_number", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("appointment_id", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("first_asked_by", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("stages", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("stages_done", sa.Integer(), nullable=True))
    for table in ("services", "ratings", "window_sessions"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("trainee_id", sa.Text(), nullable=True))
    with op.batch_alter_table("window_sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("leave_reason", sa.Text(), nullable=True))
    op.create_table(
        "window_requests",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("request_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("business_day", sa.Text(), nullable=True),
        sa.Column("window_id", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("requested_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("why_rejected", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("hall_id", "request_id", name=op.f("pk_window_requests")),
    )
    with op.batch_alter_table("window_requests", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_window_requests_hall_id_requested_at_ms"), ["hall_id", "requested_at_ms"], unique=False
        )
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.add_column(sa.Column("trace", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("proof", sa.Text(), nullable=True))
    op.create_table(
        "appointments",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("appointment_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("business_day", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("begins_at", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.Text(), nullable=False),
        sa.Column("begins_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("ends_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("station_id", sa.Text(), nullable=True),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.Column("configuration_hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("ticket_id", sa.Text(), nullable=True),
        sa.Column("booked_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("settled_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("hall_id", "appointment_id", name=op.f("pk_appointments")),
    )
    with op.batch_alter_table("appointments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_appointments_hall_id_business_day"), ["hall_id", "business_day"], unique=False
        )
    with op.batch_alter_table("ratings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reasons", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("table_version", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("stage", sa.Text(), nullable=True))
