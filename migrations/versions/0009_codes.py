"""What a word may look like, so that ordinary texts are no tries; and codes for another phone."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("words", sa.Column("shape", WHOLE, nullable=True))
    op.create_index(
        "ix_words_tried", "words", ["day"], sqlite_where=sa.text("phc = ''"), postgresql_where=sa.text("phc = ''")
    )
    op.create_table(
        "codes",
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("handle", name="pk_codes"),
    )
    op.create_index("ix_codes_conversation", "codes", ["conversation"])


def downgrade() -> None:
    op.drop_table("codes")
    op.drop_index("ix_words_tried", "words")
    with op.batch_alter_table("words") as table:
        table.drop_column("shape")
