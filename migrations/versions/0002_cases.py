"""Cases, their parts, the alerts that ring for them, and those who answer."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("revision", WHOLE, server_default="0", nullable=False),
        sa.Column("opened", WHOLE, nullable=False),
        sa.Column("touched", WHOLE, nullable=False),
        sa.Column("due", WHOLE, nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
    )
    op.create_index("ix_cases_conversation", "cases", ["conversation"])
    op.create_index(
        "ix_cases_due",
        "cases",
        ["due"],
        sqlite_where=sa.text("due IS NOT NULL"),
        postgresql_where=sa.text("due IS NOT NULL"),
    )
    op.create_index("ix_cases_key", "cases", ["key"])
    op.create_index("ix_cases_state_opened", "cases", ["state", "opened"])
    op.create_table(
        "consents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("given", WHOLE, nullable=False),
        sa.Column("text_id", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("hour", WHOLE, nullable=False),
        sa.Column("withdrawn", WHOLE, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_case_id", "consents", ["case_id"])
    op.create_index("ix_consents_conversation", "consents", ["conversation"])
    op.create_table(
        "officers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", WHOLE, server_default="0", nullable=False),
        sa.Column("created", WHOLE, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_officers"),
        sa.UniqueConstraint("lane", name="uq_officers_lane"),
    )
    op.create_table(
        "words",
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("phc", sa.Text(), nullable=False),
        sa.Column("day", WHOLE, server_default="0", nullable=False),
        sa.Column("tries", WHOLE, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("lane", name="pk_words"),
    )
    op.create_table(
        "alerts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("revision", WHOLE, server_default="0", nullable=False),
        sa.Column("opened", WHOLE, nullable=False),
        sa.Column("due", WHOLE, nullable=True),
        sa.Column("ended", WHOLE, nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_alerts_case_id_cases", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
        sa.UniqueConstraint("tag", name="uq_alerts_tag"),
    )
    op.create_index("ix_alerts_case_id", "alerts", ["case_id"])
    op.create_index(
        "ix_alerts_due",
        "alerts",
        ["due"],
        sqlite_where=sa.text("due IS NOT NULL"),
        postgresql_where=sa.text("due IS NOT NULL"),
    )
    op.create_index(
        "ix_alerts_ended",
        "alerts",
        ["ended"],
        sqlite_where=sa.text("ended IS NOT NULL"),
        postgresql_where=sa.text("ended IS NOT NULL"),
    )
    op.create_index("ix_alerts_key", "alerts", ["key"])
    op.create_index(
        "ix_alerts_open",
        "alerts",
        ["opened"],
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "parts",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("revision", WHOLE, autoincrement=False, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("roster", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_parts_case_id_cases", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", "part", "revision", name="pk_parts"),
    )
    op.create_table(
        "rings",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("alert", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("rung", WHOLE, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("screen", WHOLE, nullable=True),
        sa.ForeignKeyConstraint(["alert"], ["alerts.id"], name="fk_rings_alert_alerts", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_rings"),
    )
    op.create_index("ix_rings_alert", "rings", ["alert"])
    op.create_index("ix_rings_at", "rings", ["at"])
    op.create_index("ix_rings_screen", "rings", ["screen"])


def downgrade() -> None:
    op.drop_table("rings")
    op.drop_table("parts")
    op.drop_table("alerts")
    op.drop_table("words")
    op.drop_table("officers")
    op.drop_table("consents")
    op.drop_table("cases")
