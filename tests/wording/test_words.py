"""A phrase in a language: looked up by context and source, filled, and honest about who has read it."""

from pathlib import Path

import pytest

from bot import catalogue, notices, reasons
from bot.wording import CatalogRefused, Words, catalogs, extraction
from bot.wording.sentences import BIDI_CONTROLS
from flows.text import Text, placeholders

WORDS = Words.load()
SOURCES = list(extraction.sources(catalogue.release()))


@pytest.mark.parametrize("language", WORDS.languages)
def test_every_text_of_the_program_has_words_in_every_language(language: str) -> None:
    """Flows, notices and the phrases of offers: complete, with the same names in braces."""
    catalog = WORDS.catalog(language)
    assert {(source.context, source.words) for source in SOURCES} == set(catalog)
    for source in SOURCES:
        words = catalog[source.context, source.words]
        assert placeholders(words) == placeholders(source.words), source.context


@pytest.mark.parametrize("language", [one for one in WORDS.languages if one != "en"])
def test_a_translation_is_not_the_source_left_as_it_was(language: str) -> None:
    """What reads the same in both languages is a name, and the list of those is short."""
    same = {source.words for source in SOURCES if WORDS.catalog(language)[source.context, source.words] == source.words}
    assert same <= {"English", "Español", "العربية", "LGBTQI+", "No"}


@pytest.mark.parametrize("language", WORDS.languages)
def test_no_catalog_holds_signs_that_turn_the_direction(language: str) -> None:
    """Only the program sets them."""
    assert not BIDI_CONTROLS & set("".join(WORDS.catalog(language).values()))


@pytest.mark.parametrize("language", WORDS.languages)
def test_every_language_is_read_by_nobody_until_somebody_signs(language: str) -> None:
    """They ship as drafts, and the file says so."""
    assert WORDS.read_by(language) == ()
    header = catalogs.path_of(catalogs.folder(), language).read_text(encoding="utf-8").splitlines()
    assert "# X-Read-By: nobody" in header


def test_three_languages_ship_and_one_of_them_is_right_to_left() -> None:
    """Arabic proves the direction."""
    assert {one: WORDS.direction(one) for one in WORDS.languages} == {"ar": "rtl", "en": "ltr", "es": "ltr"}


def test_a_phrase_is_found_by_its_context_and_source() -> None:
    """The same words may be translated in two ways in two places."""
    words = Words({"es": {("a/b/text", "Stop"): "Pare", ("c/d/text", "Stop"): "Parada"}}, {})
    assert [words.word(Text(where, "Stop"), "es") for where in ("a/b/text", "c/d/text")] == ["Pare", "Parada"]
    assert words.word(Text("e/f/text", "Stop"), "es") == "Stop"


def test_the_parameters_of_a_phrase_fill_it_too() -> None:
    """A phrase may bring its own values."""
    text = Text("a/b/text", "{name} has it.", (("name", "Lena"),))
    assert "Lena" in Words({"en": {}}, {}).word(text, "en")


def test_the_person_on_duty_is_named_by_role_before_their_words() -> None:
    """Officers sign as person on duty, in every language, and their words keep their own direction."""
    for language in WORDS.languages:
        said = WORDS.word(notices.PERSON_ON_DUTY, language, {"words": "I am here."})
        assert said.endswith("\u2068I am here.\u2069")
        assert len(said) > len("\u2068I am here.\u2069") + 5


@pytest.mark.parametrize(
    ("client", "expected"), [("es-419", "es"), ("ar", "ar"), ("en_GB", "en"), ("my", "en"), (None, "en"), ("", "en")]
)
def test_a_clients_language_leads_to_the_nearest_shipped_one(client: str | None, expected: str) -> None:
    """Else English."""
    assert WORDS.best(client) == expected


def test_a_language_calls_itself_by_its_own_name() -> None:
    """Or as another language calls it."""
    assert [WORDS.language_name(one) for one in ("es", "ar")] == ["español", "العربية"]
    assert WORDS.language_name("es", "en") == "Spanish"


def test_the_bells_and_the_knock_hold_no_word_of_a_case() -> None:
    """What a locked screen shows names no danger, no actor and no work."""
    forbidden = (
        "danger",
        "threat",
        "police",
        "army",
        "case",
        "help",
        "officer",
        "urgent",
        "emergency",
        "alert",
        "rights",
    )
    for text in (notices.KNOCK, notices.BELL_RING, notices.BELL_QUIET):
        assert not [word for word in forbidden if word in text.source.lower()]
        assert not placeholders(text.source)


def test_every_notice_has_an_id_of_its_own() -> None:
    """No two phrases share a context."""
    ids = [text.id for text in (*notices.texts(), *reasons.texts())]
    assert len(ids) == len(set(ids))
    assert all(one.startswith("notice/") for one in ids)


def test_a_catalog_with_a_sign_that_turns_the_direction_is_refused(tmp_path: Path) -> None:
    """The message names the file and what to do."""
    file = catalogs.path_of(tmp_path, "es")
    file.parent.mkdir(parents=True)
    file.write_text('msgid ""\nmsgstr ""\n\nmsgctxt "a"\nmsgid "b"\nmsgstr "c\u202e"\n', encoding="utf-8")
    with pytest.raises(CatalogRefused, match="reading direction"):
        Words.load(tmp_path)


def test_a_broken_catalog_is_refused_with_its_name(tmp_path: Path) -> None:
    """Not skipped in silence."""
    file = catalogs.path_of(tmp_path, "es")
    file.parent.mkdir(parents=True)
    file.write_bytes(b'msgid "a\nmsgstr \xff')
    with pytest.raises(CatalogRefused, match="es"):
        Words.load(tmp_path)
