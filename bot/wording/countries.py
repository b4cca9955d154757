"""Countries by the names that people type, in every shipped language at once.

Only here is a typed name compared with the names of CLDR and with common short names. A typed word never leaves this
file: what comes back are codes of ISO 3166-1, or nothing. Near names are suggested and never taken, because one letter
parts Niger from Nigeria.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from babel.core import Locale

from flows.answers import fold

MOST_SUGGESTED = 4
_NEAR = 0.75  # the share of letters that must agree; "hondruas" and "guatamala" do, "iran" and "iraq" are suggested too

# In CLDR but no country: unions, pseudo-territories, islands without people, codes kept only for history.
_NO_COUNTRIES = frozenset((
    "AC", "AQ", "BV", "CP", "CQ", "DG", "EA", "EU", "EZ", "GS", "HM", "IC", "IO", "QO", "TA", "TF", "UM", "UN", "XA",
    "XB", "ZZ",
))  # fmt: skip

# The four buttons under the question for a country. A language without a row gets none: its people type the name.
_LIKELY: Mapping[str, tuple[str, ...]] = {
    "en": ("NG", "KE", "PH", "UG"),
    "es": ("CO", "MX", "HN", "GT"),
    "ar": ("EG", "SD", "LB", "YE"),
    "fr": ("CD", "CM", "BI", "BF"),
    "pt": ("BR", "MZ", "AO", "PT"),
    "ru": ("RU", "BY", "KZ", "KG"),
    "fa": ("IR", "AF", "TJ", "TR"),
    "my": ("MM", "TH", "MY", "BD"),
    "sw": ("KE", "TZ", "CD", "UG"),
    "tr": ("TR", "CY", "DE", "SY"),
    "uk": ("UA", "PL", "DE", "RU"),
    "zh": ("CN", "HK", "TW", "MY"),
}

# Names that people type and CLDR does not hold.
_SHORT: Mapping[str, str] = {
    "US": "usa|america|united states of america|eeuu|ee uu|estados unidos de america|امريكا|الولايات المتحدة الامريكية",
    "GB": "uk|britain|great britain|england|scotland|wales|inglaterra|gran bretana|بريطانيا|انجلترا",
    "AE": "uae|emirates|eau|emiratos|الامارات",
    "CD": "congo|الكونغو|drc|dr congo|congo kinshasa|zaire|rd congo|rdc|الكونغو الديمقراطية",
    "CG": "congo|الكونغو|congo brazzaville|republic of the congo|republica del congo",
    "CI": "ivory coast|cote d ivoire|costa de marfil|ساحل العاج",
    "MM": "burma|birmania|بورما",
    "CZ": "czech republic|republica checa|جمهورية التشيك",
    "KR": "korea|corea|كوريا",
    "KP": "dprk|korea|corea|كوريا",
    "PS": "palestine|gaza|west bank|palestina|cisjordania|فلسطين|غزة|الضفة الغربية",
    "RU": "russian federation|federacion rusa|روسيا الاتحادية",
    "SV": "salvador",
    "SY": "syrian arab republic",
    "SA": "ksa|saudi|arabia saudi|السعودية",
    "BO": "plurinational state of bolivia",
    "VE": "republica bolivariana de venezuela",
    "TR": "turkey|turkiye|turquia|تركيا",
    "SZ": "swaziland|suazilandia|سوازيلاند",
    "MK": "macedonia|مقدونيا",
    "TZ": "tanzania united republic of",
    "VN": "viet nam",
    "LA": "lao",
    "IR": "islamic republic of iran|persia",
    "DO": "dominican|dominicana|la dominicana",
    "PG": "png|papua",
    "ZA": "rsa",
    "SS": "south sudan|sudan del sur|جنوب السودان",
    "CV": "cape verde|cabo verde",
    "TL": "east timor|timor oriental",
    "BA": "bosnia|البوسنة",
    "CF": "car|central africa|centroafrica|افريقيا الوسطى",
    "EH": "sahara|sahara occidental",
    "XK": "kosova",
}


class Countries:
    """The names of all countries in the shipped languages, folded once for comparing."""

    def __init__(self, languages: Iterable[str]) -> None:
        self._languages = tuple(languages)
        self._names: dict[str, set[str]] = {}
        for language in self._languages:
            for code, name in Locale.parse(language).territories.items():
                if is_country(code):
                    self._add(name, code)
        for code, names in _SHORT.items():
            for name in names.split("|"):
                self._add(name, code)

    def match(self, typed: str, language: str) -> tuple[str | None, tuple[str, ...]]:
        """The country typed, or None and up to four that may be meant; the word itself is not kept."""
        wanted = fold(typed)
        if not wanted:
            return None, ()
        exact = self._names.get(wanted) or self._names.get(_without_article(wanted), set())
        if len(exact) == 1:
            return next(iter(exact)), ()
        if typed.strip().isalpha() and typed.strip().isupper() and typed.strip() in self._codes():
            return typed.strip(), ()
        return None, self._near(wanted, exact)

    def name(self, code: str, language: str) -> str:
        """The country's name in a language; the code itself where it has none."""
        return str(Locale.parse(language).territories.get(code, code))

    def likely(self, language: str) -> tuple[str, ...]:
        """The four countries that stand as buttons."""
        return _LIKELY.get(language, ())

    def _add(self, name: str, code: str) -> None:
        self._names.setdefault(fold(name), set()).add(code)

    def _codes(self) -> frozenset[str]:
        return frozenset(code for codes in self._names.values() for code in codes)

    def _near(self, wanted: str, exact: Iterable[str]) -> tuple[str, ...]:
        begun = (name for name in sorted(self._names) if len(wanted) >= 3 and name.startswith(wanted))
        within = (name for name in sorted(self._names) if len(wanted) >= 4 and wanted in name)
        close = get_close_matches(wanted, self._names, n=8, cutoff=_NEAR)
        codes = [*exact, *self._of(close), *self._of(begun), *self._of(within)]
        return tuple(dict.fromkeys(codes))[:MOST_SUGGESTED]

    def _of(self, names: Iterable[str]) -> Sequence[str]:
        return [code for name in names for code in sorted(self._names[name])]


def is_country(code: str) -> bool:
    """Whether a CLDR territory is a country or a territory with people, as ISO 3166-1 lists them."""
    return len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES


def iso_countries() -> tuple[str, ...]:
    """Every country and territory that a person can name."""
    return tuple(sorted(code for code in map(str, Locale.parse("en").territories) if is_country(code)))


def _without_article(wanted: str) -> str:
    return wanted.removeprefix("the ").removeprefix("el ").removeprefix("la ")
