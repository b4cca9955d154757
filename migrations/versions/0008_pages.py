"""One-time links to the sealed page."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "pages",
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=True),
        sa.Column("roster", sa.Text(), nullable=True),
        sa.Column("page", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("due", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_pages_case_id_cases", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tag", name="pk_pages"),
        sa.UniqueConstraint("page", name="uq_pages_page"),
    )
    op.create_index("ix_pages_case_id", "pages", ["case_id"])
    op.create_index("ix_pages_due", "pages", ["due"])
    op.create_index("ix_pages_conversation", "pages", ["conversation"])


def downgrade() -> None:
    op.drop_table("pages")
