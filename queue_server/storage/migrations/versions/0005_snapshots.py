"""The hall as it was when its newest day was opened; and ratings found by when they were given."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_RATINGS = ("ratings", "errand_ratings", "window_ratings")


def upgrade() -> None:
    op.create_table(
        "snapshots",
        sa.Column("hall_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("persons", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", name=op.f("pk_snapshots")),
    )
    for table in _RATINGS:
        op.create_index(op.f(f"ix_{table}_hall_id_rated_at_ms"), table, ["hall_id", "rated_at_ms"], unique=False)
