"""Alembic's entry: runs on the connection that `bot.store.schema` hands over, in that connection's transaction.

It does not know any address: a migration is only ever run by `amparo upgrade`, `amparo init` and the tests.
"""

from alembic import context

from bot.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
