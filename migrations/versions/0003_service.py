"""What the service itself keeps: its record, jobs, releases, checks and counts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "checks",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("checked_on", WHOLE, nullable=False),
        sa.Column("again_by", WHOLE, nullable=False),
        sa.Column("withdrawn", WHOLE, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_checks"),
    )
    op.create_index("ix_checks_kind_subject", "checks", ["kind", "subject"])
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("count", WHOLE, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("name", "period", name="pk_counters"),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="new", nullable=False),
        sa.Column("due", WHOLE, nullable=False),
        sa.Column("tries", WHOLE, server_default="0", nullable=False),
        sa.Column("created", WHOLE, nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index(
        "ix_jobs_due",
        "jobs",
        ["due", "created"],
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.create_index("ix_jobs_key", "jobs", ["key"])
    op.create_table(
        "record",
        sa.Column("n", WHOLE, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("seq", WHOLE, nullable=True),
        sa.Column("hash", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name="pk_record"),
        sa.UniqueConstraint("id", name="uq_record_id"),
        sa.UniqueConstraint("seq", name="uq_record_seq"),
    )
    op.create_index("ix_record_about", "record", ["about"])
    op.create_index(
        "ix_record_unchained",
        "record",
        ["n"],
        sqlite_where=sa.text("seq IS NULL"),
        postgresql_where=sa.text("seq IS NULL"),
    )
    op.create_table(
        "releases",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created", WHOLE, nullable=False),
        sa.Column("withdrawn", WHOLE, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_releases"),
    )
    op.create_table(
        "actives",
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("release", sa.Text(), nullable=False),
        sa.Column("since", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["release"], ["releases.id"], name="fk_actives_release_releases"),
        sa.PrimaryKeyConstraint("language", name="pk_actives"),
    )


def downgrade() -> None:
    op.drop_table("actives")
    op.drop_table("releases")
    op.drop_table("record")
    op.drop_table("jobs")
    op.drop_table("counters")
    op.drop_table("checks")
