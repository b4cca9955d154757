"""Who may answer: the account that enrolled, and no other that somebody with the database puts in its place."""

from __future__ import annotations

from test_deleting import told

from bot.store import officers
from tests.talks import Talks


def test_an_officers_row_hung_on_another_account_answers_nobody(talks: Talks) -> None:
    """The account is sealed with the officer; a lane written over in the database enrols nobody."""
    told(talks, "> danger wake")
    talks.beat()
    stranger = talks.phone("en")
    stranger.source = "officers"
    row = talks.store.read(lambda c: officers.every(c, "active"))[0]
    hang = "UPDATE officers SET lane = ? WHERE id = ?"
    talks.do(lambda c: c.exec_driver_sql(hang, (stranger.lane, row.id)))
    stranger.write("hello")
    assert "Nothing is open here." in stranger.ours[-1].text
