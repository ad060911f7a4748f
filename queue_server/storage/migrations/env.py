"""Called by Alembic with the connection and the transaction of `Database.upgrade`."""

from alembic import context

from queue_server.storage.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite alters a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
