"""Durations, days, numbers and lists, as people say them."""

import pytest

from bot.wording import Words

WORDS = Words.load()
FRIDAY_8 = 1_800_000_000  # Friday 15 January 2027, 08:00 UTC


@pytest.mark.parametrize(
    ("seconds", "en", "es", "ar"),
    [
        (1, "1 minute", "1 minuto", "دقيقة"),
        (300, "5 minutes", "5 minutos", "5 دقائق"),
        (5400, "90 minutes", "90 minutos", "90 دقيقة"),
        (7200, "2 hours", "2 horas", "ساعتان"),
        (129_600, "36 hours", "36 horas", "36 ساعة"),
        (172_800, "2 days", "2 días", "يومان"),
        (864_000, "10 days", "10 días", "10 أيام"),
    ],
)
def test_a_duration_is_rounded_to_what_helps(seconds: int, en: str, es: str, ar: str) -> None:
    """Minutes, hours or days, with the plural of each language, and never nothing."""
    assert [WORDS.duration(seconds, one) for one in ("en", "es", "ar")] == [en, es, ar]


@pytest.mark.parametrize(
    ("hours", "part"),
    [(0, "morning"), (5, "afternoon"), (10, "evening"), (14, "night"), (20, "night"), (21, "morning")],
)
def test_a_moment_is_a_weekday_and_a_part_of_the_day(hours: int, part: str) -> None:
    """Nobody's clock is known, so no clock time is said."""
    moment = WORDS.moment(FRIDAY_8 + hours * 3600, "en")
    assert part in moment
    assert not any(sign.isdigit() for sign in moment)


@pytest.mark.parametrize("language", WORDS.languages)
def test_a_known_distance_from_utc_moves_the_day(language: str) -> None:
    """A person nine hours ahead is already in Saturday."""
    late = FRIDAY_8 + 15 * 3600
    assert WORDS.moment(late, language, 9 * 3600) == WORDS.moment(late + 9 * 3600, language)
    assert WORDS.moment(late, language) != WORDS.moment(late, language, 9 * 3600)


def test_a_date_has_its_month_as_a_word() -> None:
    """Never 01/02, which two countries read in two ways."""
    assert [WORDS.day(FRIDAY_8, one) for one in ("en", "es")] == ["15 January 2027", "15 de enero de 2027"]
    assert "يناير" in WORDS.day(FRIDAY_8, "ar")


def test_lists_and_numbers_are_those_of_the_language() -> None:
    """Commas and the word for *and* differ."""
    assert WORDS.listed(["a", "b", "c"], "es") == "a, b y c"
    assert WORDS.listed([], "en") == ""
    assert [WORDS.number(12345, one) for one in ("en", "es")] == ["12,345", "12.345"]
