"""The wording lint: what it finds, what it lets pass, and that the shipped texts pass it in every language."""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import catalogue, notices
from bot.cli import app
from bot.wording import CatalogRefused, Words, catalogs, extraction, lint, lists, locked
from bot.wording.catalogs import LABEL, Source
from bot.wording.reading import hard, syllables

ROOT = catalogs.folder()
LISTS = lists.load(ROOT)
LANGUAGES = catalogs.languages(ROOT)
SCREEN = "core/when/text"


def judged(language: str, words: str, source: Source | None = None, seen: str = "edit") -> set[str]:
    """The rules that one text breaks."""
    one = source or Source(SCREEN, words)
    found = lint.lint([one], {language: {(one.context, one.words): words}}, LISTS, {one.context: seen})  # type: ignore[dict-item]
    return {finding.rule for finding in found if finding.text == one.context}


def test_the_shipped_texts_break_no_rule() -> None:
    """Every text of every shipped language, with no permission that nothing needs."""
    release = catalogue.release()
    texts = {one: catalogs.messages(catalogs.read(ROOT, one)) for one in LANGUAGES}
    found = lint.lint(extraction.sources(release), texts, LISTS, locked.of(release))
    wrong = [one for one in found if one.severity == "error" or one.why.startswith("allowed")]
    assert wrong == []


@pytest.mark.parametrize(
    ("language", "words", "rule"),
    [
        ("en", "Help is on the way.", "never.promise"),
        ("en", "Your data are securely kept.", "never.secrecy"),
        ("en", "Please wait.", "never.machine"),
        ("en", "Did the PERPETRATORS come back?", "never.office"),
        ("en", "You should have called.", "never.blame"),
        ("en", "We are sorry about this.", "failure.words"),
        ("en", "We give you a visa.", "topic.visas"),
        ("en", "We find a route over the mountains.", "topic.routes"),
        ("en", "Are you guilty?", "topic.guilt"),
        ("en", "Send us your registration.", "topic.papers"),
        ("en", "Take a knife with you.", "topic.weapons"),
        ("es", "La ayuda va en camino.", "never.promise"),
        ("es", "No se preocupe.", "never.comfort"),
        ("es", "Es confidencial.", "never.secrecy"),
        ("es", "Lo sentimos mucho.", "failure.words"),
        ("es", "Le damos ASILO.", "topic.visas"),
        ("es", "Cruce la frontera.", "topic.routes"),
        ("ar", "المساعدة في الطريق.", "never.promise"),
        ("ar", "والضّابط يقرأ هذا.", "never.office"),
        ("ar", "نعتذر منكم.", "failure.words"),
        ("ar", "نعطيكم التأشيرات.", "topic.visas"),
        ("ar", "هل معكم أسلحة؟", "topic.weapons"),
    ],
)
def test_a_word_of_a_list_is_found_however_it_is_written(language: str, words: str, rule: str) -> None:
    """Capitals, accents, vowel signs and what Arabic writes together with a word hide nothing."""
    assert rule in judged(language, words)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "We adjust it."),
        ("en", "The unit is near."),
        ("es", "La causa pasó."),
        ("ar", "اذكروا مكانًا إن احتاجت إليه."),
    ],
)
def test_a_part_of_a_longer_word_is_no_word(language: str, words: str) -> None:
    """What only begins or ends like a word of a list passes."""
    assert judged(language, words, seen="begun") == set()


def test_lengths_holes_and_labels_are_held() -> None:
    """280 letters in any language and 250 in the source, 30 of a label, and the holes of the source."""
    long = Source(SCREEN, "a" * 251)
    assert "length" in judged("en", "a" * 251, long)
    assert "length" not in judged("es", "a" * 280, long)
    assert "length" in judged("es", "a" * 281, long)
    label = Source("core/when/choice/today", "Yes", (), LABEL)
    assert "length" not in judged("ar", "ا" * 30 + "\u0651", label), "marks on letters do not count"
    assert "length" in judged("en", "a" * 31, label)
    assert "holes" in judged("es", "Hola {time}.", Source(SCREEN, "Hello {name}."))


def test_what_we_begin_is_dull_all_through_and_an_answer_where_it_begins() -> None:
    """A word of the deny-list, a figure or a telling value; in an answer only among the first letters."""
    late = (
        "This says nothing of any kind at all. It goes on and on. It ends where a phone's first line is over. Police."
    )
    assert "locked.whole" in judged("en", late, seen="begun")
    assert judged("en", late, seen="answer") == set()
    assert "locked.first" in judged("en", "Police came. What now?", seen="answer")
    for telling in (
        "Call {local_numbers}.",
        "Call +49 30 1234567.",
        "It costs $ 5.",
        "🔒 It is here.",
        "See https://a.b",
    ):
        assert "locked.whole" in judged("en", telling, Source(SCREEN, telling), "begun"), telling


def test_an_edit_and_a_hard_sentence_only_warn() -> None:
    """A tapped screen is edited, which rings nothing; reading level stops nobody."""
    words = {(SCREEN, "x"): "Police " + "word " * 25 + "."}
    found = lint.lint([Source(SCREEN, "x")], {"en": words}, replace(LISTS, allowed=()), {SCREEN: "edit"})
    assert {(one.rule, one.severity) for one in found} == {("reading", "warning"), ("locked.first", "warning")}


def test_a_permission_is_for_one_text_and_one_rule() -> None:
    """What is allowed by name passes for that name only, and is reported when nothing needs it."""
    allowed = replace(LISTS, allowed=(lists.Allowed("a/*", "failure.*", "why"),))
    words = {("a/b/text", "x"): "Sorry.", ("c/d/text", "x"): "Sorry."}
    found = lint.lint([Source("a/b/text", "x"), Source("c/d/text", "x")], {"en": words}, allowed, {})
    assert [one.text for one in found] == ["c/d/text"]
    idle = lint.lint([], {}, allowed, {})
    assert [(one.text, one.severity) for one in idle] == [("a/*", "warning")]


def test_a_language_without_lists_is_refused() -> None:
    """A new language brings its own lists, or the lint stops it."""
    found = lint.lint([], {"fr": {}}, LISTS, {})
    assert "lists" in {one.rule for one in found}


@pytest.mark.parametrize(
    ("file", "words", "said"),
    [
        ("wording.toml", "[lengths]\ntext = 1\n", "source_text"),
        ("wording.toml", "[lengths", "TOML"),
        ("en/wording.toml", "[nevre]\na = []\n", "nevre"),
        ("en/wording.toml", "[never]\na = ['']\n", "never.a"),
    ],
)
def test_lists_that_cannot_be_read_are_refused_with_the_file(tmp_path: Path, file: str, words: str, said: str) -> None:
    """The admin reads which file and what it lacks."""
    for one in ROOT.rglob("wording.toml"):
        (tmp_path / one.relative_to(ROOT)).parent.mkdir(exist_ok=True)
        shutil.copy(one, tmp_path / one.relative_to(ROOT))
    (tmp_path / file).write_text(words)
    with pytest.raises(CatalogRefused, match=said):
        lists.load(tmp_path)


def test_the_command_prints_what_it_finds_and_says_what_to_do(tmp_path: Path) -> None:
    """As lines or as JSON, with exit 1 for errors and 0 for alarms."""
    assert CliRunner().invoke(app, ["locale", "lint"]).exit_code == 0
    shutil.copytree(ROOT, tmp_path / "locales")
    po = catalogs.path_of(tmp_path / "locales", "es")
    po.write_text(po.read_text().replace('"Hay un mensaje."', '"Hay un mensaje de la policía."'))
    result = CliRunner().invoke(app, ["locale", "lint", "--json", "--quiet", "--folder", str(tmp_path / "locales")])
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert [(one["text"], one["rule"]) for one in found] == [("notice/knock", "locked.whole")]
    assert "wording.toml" in result.stderr


def test_syllables_and_levels_are_about_right() -> None:
    """Counted words, and a plain text beside an official one."""
    assert [syllables(word, "en") for word in ("danger", "made", "people", "asked")] == [2, 1, 2, 1]
    assert [syllables(word, "es") for word in ("peligro", "policía", "teatro", "hoy")] == [3, 4, 3, 1]
    assert hard("Call someone you trust nearby. Move only if moving is safe.", "en") is None
    assert hard(
        "Every institutional accountability mechanism continually necessitates comprehensive documentation procedures.",
        "en",
    )
    assert hard(
        "La institucionalización de procedimientos administrativos requiere documentación complementaria.", "es"
    )
    assert hard("كلمة " * 21, "ar")


# -- what the bot begins, from the code


def unprompted() -> Iterator[str]:
    """The notices named where nobody has just pressed or written: in the leader's work, and in what goes to another."""
    bot = Path(notices.__file__).parent
    for file in bot.rglob("*.py"):
        work = file.parent.name == "alerts" or file.stem in (
            "duties",
            "errands",
            "sweeping",
            "thrift",
            "sorry",
            "leader",
        )
        tree = ast.parse(file.read_text())
        for node in ast.walk(tree):
            if work or (isinstance(node, ast.Call) and _goes_out(node)) or _tells(node):
                yield from _named(node)


def _goes_out(call: ast.Call, names: tuple[str, ...] = ("tell", "to_person", "say_to", "say_others", "knock")) -> bool:
    return (call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")) in names


def _tells(node: ast.AST) -> bool:
    """A function that reaches a person words what it says somewhere in its body."""
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(one, ast.Call) and _goes_out(one, ("to_person", "tell")) for one in ast.walk(node)
    )


def _named(node: ast.AST) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == "notices":
            text = getattr(notices, one.attr, None)
            if getattr(text, "id", "") and text.id not in notices.kinds():
                yield text.id


def test_whatever_the_bot_may_begin_with_is_held_to_the_strict_list() -> None:
    """Computed from the code: a notice said by the leader's work or to somebody else is one of those that we begin."""
    found = set(unprompted())
    assert {"notice/knock", "notice/bell_ring", "notice/not_yet", "notice/file_lost"} <= found
    assert found - notices.begun() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_the_bot_presents_itself_tells_nothing(language: str) -> None:
    """Description, short description, commands and the knock pass the deny-list whole."""
    words = Words.load()
    for text in (notices.DESCRIPTION, notices.ABOUT_LINE, notices.COMMAND_START, notices.COMMAND_MENU, notices.KNOCK):
        assert lint.screen_shows(language, words.word(text, language), LISTS, begun=True) == ()


def test_every_true_sentence_names_a_test_that_exists() -> None:
    """The glossary's last column leads to a function, or says why there can be none."""
    root = ROOT.parent
    rows = [
        line.split("|")[3].strip() for line in (ROOT / "glossary.md").read_text().splitlines() if line.count("|") == 4
    ]
    named = [row.strip("`") for row in rows if "tests/" in row]
    assert len(named) >= 8
    for one in named:
        file, _, name = one.partition("::")
        assert (root / file).exists(), one
        assert not name or f"def {name}(" in (root / file).read_text(), one
