"""What is known of whoever waits, and the trace of every call."""

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
        batch_op.add_column(sa.Column("first_asked_by", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("stages", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("stages_done", sa.Integer(), nullable=True))
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.add_column(sa.Column("trace", sa.Text(), nullable=True))
