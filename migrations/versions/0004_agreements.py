"""What a person agreed to is sealed: which purpose, which words and when no longer stand in clear.

A row that stood here in clear goes with what it said: this step has no key to seal it with, and an answer that nobody
can read allows nothing, so it is asked again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.execute("CREATE TABLE consents_before AS SELECT id, conversation, case_id FROM consents")
    op.drop_table("consents")
    op.create_table(
        "consents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("revision", WHOLE, server_default="0", nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_conversation", "consents", ["conversation"])
    op.execute("INSERT INTO consents (id, conversation, case_id) SELECT id, conversation, case_id FROM consents_before")
    op.drop_table("consents_before")


def downgrade() -> None:
    op.execute("CREATE TABLE consents_before AS SELECT id, conversation, case_id FROM consents")
    op.drop_table("consents")
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
    op.execute(
        "INSERT INTO consents (id, conversation, case_id, purpose, given, text_id, text_hash, language, hour)"
        " SELECT id, conversation, case_id, '', 0, '', '', '', 0 FROM consents_before"
    )
    op.drop_table("consents_before")
