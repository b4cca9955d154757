"""`amparo locale`: the way of a text to a translator and back."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import catalogue
from bot.cli.locale import app
from bot.wording import catalogs, extraction

RUN = CliRunner()
SOURCES = list(extraction.sources(catalogue.release()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped catalogs, copied."""
    shipped = catalogs.folder()
    for language in catalogs.languages(shipped):
        file = catalogs.path_of(tmp_path, language)
        file.parent.mkdir(parents=True)
        file.write_bytes(catalogs.path_of(shipped, language).read_bytes())
    return tmp_path


def run(*words: object) -> tuple[int, str]:
    """The exit code and everything said."""
    done = RUN.invoke(app, [str(word) for word in words])
    return done.exit_code, done.output


def test_the_shipped_template_and_catalogs_are_those_of_the_sources(folder: Path) -> None:
    """Extracting and updating again changes nothing: nobody forgot to."""
    assert run("extract", "--folder", folder)[0] == 0
    assert run("update", "--folder", folder)[0] == 0
    shipped = catalogs.folder()
    assert (folder / "messages.pot").read_bytes() == (shipped / "messages.pot").read_bytes()
    for language in catalogs.languages(shipped):
        assert catalogs.path_of(folder, language).read_bytes() == catalogs.path_of(shipped, language).read_bytes()


def test_coverage_is_complete_and_says_that_nobody_has_read_it(folder: Path) -> None:
    """In words and as JSON."""
    code, said = run("coverage", "--strict", "--folder", folder)
    assert (code, said.count("read by nobody")) == (0, 3)
    plain = json.loads(run("coverage", "--json", "--folder", folder)[1])
    assert {one: row["missing"] for one, row in plain.items()} == {"ar": [], "en": [], "es": []}


def test_a_missing_text_and_a_changed_name_are_found(folder: Path) -> None:
    """Strict coverage exits 1 and names the text."""
    file = catalogs.path_of(folder, "es")
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace('msgstr "Persona de turno: {words}"', 'msgstr "Persona de turno: {nombre}"'), encoding="utf-8"
    )
    code, said = run("coverage", "--strict", "--folder", folder)
    assert code == 1
    assert "notice/person_on_duty" in said


def test_a_new_language_begins_empty_and_an_unknown_code_is_refused(folder: Path) -> None:
    """French can be begun; a code that is no language exits 2."""
    code, said = run("update", "fr", "--folder", folder)
    assert (code, said) == (0, f"fr: 0 of {len(SOURCES)} done.\n")
    assert run("update", "xx-nothing", "--folder", folder)[0] == 2


def test_compiling_writes_a_file_that_gettext_reads(folder: Path) -> None:
    """The .mo gives the same words as the .po."""
    import gettext  # only here: the standard reader stands for any other tool

    assert run("compile", "--folder", folder)[0] == 0
    with catalogs.path_of(folder, "es").with_suffix(".mo").open("rb") as stream:
        assert (
            gettext.GNUTranslations(stream).pgettext("danger/d_who/text", "Who is the danger?")
            == "¿Quién es el peligro?"
        )


def test_a_reader_signs_a_complete_language_and_an_edit_takes_the_signature_away(folder: Path, tmp_path: Path) -> None:
    """Whoever signed has not read what changes later."""
    assert run("approve", "es", "--reader", "Ana R.", "--folder", folder)[0] == 0
    assert run("approve", "es", "--reader", "Luis M.", "--folder", folder)[1] == "es: read by Ana R., Luis M..\n"
    assert catalogs.readers(catalogs.read(folder, "es")) == ("Ana R.", "Luis M.")
    out = tmp_path / "out.po"
    run("export", "es", "--out", out, "--folder", folder)
    out.write_text(
        out.read_text(encoding="utf-8").replace("¿Quién es el peligro?", "¿De quién viene?"), encoding="utf-8"
    )
    code, said = run("import", "es", out, "--folder", folder)
    assert (code, said) == (0, "es: 1 texts changed. It is read by nobody again.\n")
    assert catalogs.readers(catalogs.read(folder, "es")) == ()


def test_a_signature_stays_where_nothing_changed(folder: Path, tmp_path: Path) -> None:
    """An export that comes back as it was is no change."""
    run("approve", "ar", "--reader", "Ana R.", "--folder", folder)
    run("update", "--folder", folder)
    run("export", "ar", "--out", tmp_path / "ar.po", "--folder", folder)
    assert run("import", "ar", tmp_path / "ar.po", "--folder", folder)[1] == "ar: 0 texts changed.\n"
    assert catalogs.readers(catalogs.read(folder, "ar")) == ("Ana R.",)


@pytest.mark.parametrize("reader", ["", "nobody", "Ana, Luis"])
def test_a_signature_is_one_name(folder: Path, reader: str) -> None:
    """Neither nobody nor two in one."""
    assert run("approve", "es", "--reader", reader, "--folder", folder)[0] == 1


def test_an_incomplete_language_cannot_be_signed(folder: Path) -> None:
    """Nobody can have read what is not there."""
    run("update", "fr", "--folder", folder)
    code, said = run("approve", "fr", "--reader", "Ana R.", "--folder", folder)
    assert code == 1
    assert "lacks" in said


def test_a_translators_file_with_a_changed_name_is_refused_whole(folder: Path, tmp_path: Path) -> None:
    """The message names the text, and the catalog stays as it was."""
    run("export", "es", "--out", tmp_path / "es.po", "--folder", folder)
    text = (tmp_path / "es.po").read_text(encoding="utf-8")
    (tmp_path / "es.po").write_text(
        text.replace("Persona de turno: {words}", "Persona de turno: {x}"), encoding="utf-8"
    )
    before = catalogs.path_of(folder, "es").read_bytes()
    code, said = run("import", "es", tmp_path / "es.po", "--folder", folder)
    assert code == 1
    assert "notice/person_on_duty" in said
    assert catalogs.path_of(folder, "es").read_bytes() == before


def test_a_changed_source_makes_its_translation_due_and_keeps_the_old_words() -> None:
    """Fuzzy counts as missing, so nobody sees a sentence that no one has looked at again."""
    old = catalogs.empty("es")
    old.add("Who is it?", "¿Quién es?", context="a/b/text")
    new = catalogs.merged(old, catalogs.template([catalogs.Source("a/b/text", "Who is the danger?")]))
    message = new.get("Who is the danger?", "a/b/text")
    assert message is not None
    assert (message.string, message.fuzzy, message.previous_id) == ("¿Quién es?", True, ["Who is it?"])
    assert catalogs.messages(new) == {}


def test_babel_can_read_flow_files_by_the_extractor() -> None:
    """Each message comes with its line, its context and the hints for translators."""
    from babel.messages.extract import extract  # the caller that the extractor is shaped for

    from referrals.case import FIELDS_FOR_FLOWS

    with (catalogue.FOLDER / "danger.yaml").open("rb") as stream:
        found = list(
            extract(
                extraction.flow_extractor,
                stream,
                keywords={"pgettext": ((1, "c"), 2)},
                options={"fields": FIELDS_FOR_FLOWS},
            )
        )
    words = {(context, message): hints for _, message, hints, context in found}
    assert words["danger/d_who/choice/armed", "An armed group"] == [extraction.LABEL_HINT]
    assert any("protection trainer" in hint for hint in words[_card()])
    assert all(line > 5 for line, *_ in found)


def _card() -> tuple[str, str]:
    step = catalogue.release().step("danger.card")
    assert step.text is not None
    return step.text.id, step.text.source
