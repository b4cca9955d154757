"""A typed country: known in every shipped language, near names suggested, and nothing kept."""

import pytest
from babel.core import Locale

from bot.wording import Words
from bot.wording.countries import is_country

WORDS = Words.load()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Honduras", "HN"), ("  honduras. ", "HN"), ("HN", "HN"), ("México", "MX"), ("mexico", "MX"), ("السودان", "SD"),
        ("مصر", "EG"), ("مصرُ", "EG"), ("usa", "US"), ("UK", "GB"),
        ("Burma", "MM"), ("Birmania", "MM"), ("The Gambia", "GM"),
        ("Türkiye", "TR"), ("turkey", "TR"), ("Niger", "NE"), ("Nigeria", "NG"), ("South Sudan", "SS"),
        ("فلسطين", "PS"),
        ("Alemania", "DE"), ("Côte d’Ivoire", "CI"), ("ivory coast", "CI"), ("El Salvador", "SV"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", WORDS.languages)
def test_a_name_is_known_in_every_shipped_language(typed: str, code: str, language: str) -> None:
    """Whatever language the talk is in, the name may be typed in any other."""
    assert WORDS.match_country(typed, language) == (code, ())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("hondruas", "HN"), ("guatamala", "GT"), ("mejico", "MX"), ("colmbia", "CO"), ("congo", "CD"), ("congo", "CG"),
     ("korea", "KR"), ("السودن", "SD"), ("venezula", "VE"), ("afganistan", "AF"), ("phil", "PH")],
)  # fmt: skip
def test_a_near_name_is_suggested_and_never_taken(typed: str, meant: str) -> None:
    """A small mistake, a beginning, or a name of two countries leads to at most four buttons."""
    exact, suggestions = WORDS.match_country(typed, "en")
    assert exact is None or typed == "afganistan"
    assert exact == meant or meant in suggestions
    assert len(suggestions) <= 4


@pytest.mark.parametrize("typed", ["", "   ", "?!", "xxzzq", "they are outside the house", "1", "un", "EU", "x" * 5000])
def test_words_that_are_no_country_give_nothing(typed: str) -> None:
    """No code is made up, and a union or a sentence is no country."""
    exact, _ = WORDS.match_country(typed, "en")
    assert exact is None


@pytest.mark.parametrize("language", WORDS.languages)
def test_four_countries_stand_as_buttons_in_each_shipped_language(language: str) -> None:
    """Four different countries, each with a name."""
    codes = WORDS.likely_countries(language)
    assert len(set(codes)) == 4
    assert all(is_country(code) and WORDS.country_name(code, language) != code for code in codes)


def test_a_language_without_a_row_has_no_buttons() -> None:
    """Then the name is typed."""
    assert WORDS.likely_countries("qu") == ()


@pytest.mark.parametrize("language", WORDS.languages)
def test_every_country_can_be_typed_by_its_own_name(language: str) -> None:
    """No country is hidden behind another's name; "Congo", which is two countries, is asked about."""
    codes = sorted(code for code in Locale.parse("en").territories if is_country(code))
    hidden = {code for code in codes if WORDS.match_country(WORDS.country_name(code, language), language)[0] != code}
    assert len(codes) > 230
    assert hidden <= {"CG"}
