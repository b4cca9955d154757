"""What arrives, who is talking, and what is shown."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("bot", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="live", nullable=False),
        sa.Column("seq", WHOLE, server_default="0", nullable=False),
        sa.Column("revision", WHOLE, server_default="0", nullable=False),
        sa.Column("begun", WHOLE, nullable=False),
        sa.Column("touched", WHOLE, nullable=False),
        sa.Column("due", WHOLE, nullable=True),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
        sa.UniqueConstraint("lane", "bot", name="uq_conversations_lane_bot"),
    )
    op.create_index(
        "ix_conversations_case_id",
        "conversations",
        ["case_id"],
        sqlite_where=sa.text("case_id IS NOT NULL"),
        postgresql_where=sa.text("case_id IS NOT NULL"),
    )
    op.create_index(
        "ix_conversations_due",
        "conversations",
        ["due"],
        sqlite_where=sa.text("due IS NOT NULL"),
        postgresql_where=sa.text("due IS NOT NULL"),
    )
    op.create_index(
        "ix_conversations_erasing",
        "conversations",
        ["id"],
        sqlite_where=sa.text("state = 'erasing'"),
        postgresql_where=sa.text("state = 'erasing'"),
    )
    op.create_index(
        "ix_conversations_key",
        "conversations",
        ["key"],
        sqlite_where=sa.text("key <> 'draft'"),
        postgresql_where=sa.text("key <> 'draft'"),
    )
    op.create_table(
        "inbox",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("bot", sa.Text(), nullable=False),
        sa.Column("update_id", WHOLE, nullable=True),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("turn", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), server_default="new", nullable=False),
        sa.Column("received", WHOLE, nullable=False),
        sa.Column("settled", WHOLE, nullable=True),
        sa.Column("tries", WHOLE, server_default="0", nullable=False),
        sa.Column("conversation", sa.Text(), nullable=True),
        sa.Column("seq", WHOLE, nullable=True),
        sa.Column("timer", sa.Text(), nullable=True),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("bot", "update_id", name="uq_inbox_bot_update_id"),
    )
    op.create_index(
        "ix_inbox_dead",
        "inbox",
        ["id"],
        sqlite_where=sa.text("state = 'dead'"),
        postgresql_where=sa.text("state = 'dead'"),
    )
    op.create_index(
        "ix_inbox_new",
        "inbox",
        ["lane", "turn", "id"],
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.create_index(
        "ix_inbox_settled",
        "inbox",
        ["settled"],
        sqlite_where=sa.text("settled IS NOT NULL"),
        postgresql_where=sa.text("settled IS NOT NULL"),
    )
    op.create_table(
        "lanes",
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("served", WHOLE, server_default="0", nullable=False),
        sa.Column("idle", WHOLE, server_default="0", nullable=False),
        sa.Column("unreachable", WHOLE, nullable=True),
        sa.PrimaryKeyConstraint("lane", name="pk_lanes"),
    )
    op.create_index("ix_lanes_served", "lanes", ["served"])
    op.create_index(
        "ix_lanes_waiting",
        "lanes",
        ["served", "lane"],
        sqlite_where=sa.text("idle = 0"),
        postgresql_where=sa.text("idle = 0"),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("fence", WHOLE, nullable=False),
        sa.Column("until", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.create_table(
        "marks",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_marks"),
    )
    op.create_table(
        "messages",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("bot", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("message_id", WHOLE, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("ours", WHOLE, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("bot", "lane", "message_id", name="uq_messages_bot_lane_message_id"),
    )
    op.create_index("ix_messages_bot_at", "messages", ["bot", "at"])
    op.create_table(
        "screens",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("bot", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="screen", nullable=False),
        sa.Column("state", sa.Text(), server_default="queued", nullable=False),
        sa.Column("place", WHOLE, nullable=True),
        sa.Column("priority", WHOLE, nullable=False),
        sa.Column("keep", WHOLE, server_default="0", nullable=False),
        sa.Column("wanted", WHOLE, server_default="1", nullable=False),
        sa.Column("sent", WHOLE, server_default="0", nullable=False),
        sa.Column("message_id", WHOLE, nullable=True),
        sa.Column("not_before", WHOLE, server_default="0", nullable=False),
        sa.Column("held", WHOLE, server_default="0", nullable=False),
        sa.Column("tries", WHOLE, server_default="0", nullable=False),
        sa.Column("created", WHOLE, nullable=False),
        sa.Column("changed", WHOLE, nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_screens"),
    )
    op.create_index("ix_screens_bot_lane_id", "screens", ["bot", "lane", "id"])
    op.create_index(
        "ix_screens_chat",
        "screens",
        ["bot", "lane", "place"],
        sqlite_where=sa.text("place IS NOT NULL"),
        postgresql_where=sa.text("place IS NOT NULL"),
    )
    op.create_index(
        "ix_screens_waiting",
        "screens",
        ["bot", "priority", "id"],
        sqlite_where=sa.text("place IS NOT NULL"),
        postgresql_where=sa.text("place IS NOT NULL"),
    )
    op.create_table(
        "timers",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("bot", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("seq", WHOLE, nullable=False),
        sa.Column("due", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name="fk_timers_conversation_conversations", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_timers"),
        sa.UniqueConstraint("conversation", "kind", name="uq_timers_conversation_kind"),
    )
    op.create_index("ix_timers_due", "timers", ["due"])


def downgrade() -> None:
    op.drop_table("timers")
    op.drop_table("screens")
    op.drop_table("messages")
    op.drop_table("marks")
    op.drop_table("leases")
    op.drop_table("lanes")
    op.drop_table("inbox")
    op.drop_table("conversations")
