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
    talks.do(lambda c: officers.change(c, row._replace(lane=stranger.lane)))
    stranger.write("hello")
    assert "Nothing is open here." in stranger.ours[-1].text
