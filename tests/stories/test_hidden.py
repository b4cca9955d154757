"""Hide, then the word: whoever has not sent yet stands again where they hid, and is heard."""

from __future__ import annotations

import pytest
from telling import LANGUAGES
from test_deleting import told

from tests.talks import MINUTE, Talks

DRAFT = "> help weeks me adult agree drop NP labour attack unknown first advice any river"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("further", ["", "> change"])
def test_a_hidden_draft_comes_back_by_its_word(talks: Talks, language: str, further: str) -> None:
    """The question that stood is shown again, and what is tapped and typed then is taken."""
    phone = told(talks, DRAFT, *([further] if further else []), language=language)
    stood, shown = phone.at, phone.choices
    phone.tap("_hide")
    talks.wait(MINUTE)
    assert not phone.chat
    phone.write("/start", phone.word)
    assert (phone.at, phone.choices) == (stood, shown)
    phone.write("hello")
    assert phone.at == stood
    phone.write("menu")
    assert phone.at == "menu.menu"


def test_a_call_that_was_hidden_under_a_word_is_open_again(talks: Talks) -> None:
    """They called a person from the review of their draft; after the word the line takes what they write."""
    phone = told(talks, DRAFT, "< danger", "> wake any armed HN")
    assert phone.at == "danger.line"
    case = talks.case_of(phone)
    phone.tap("_hide")
    talks.wait(MINUTE)
    phone.write("/start", phone.word)
    assert (phone.at, talks.case_of(phone)) == ("danger.line", case)
    phone.write("they are at the door")
    assert "they are at the door" in talks.read_by("Ana", case or "").values()
