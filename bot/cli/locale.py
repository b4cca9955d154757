"""`amparo locale`: the gettext files, from the texts of the program and back.

Only here do a translator's files and the shell meet; `bot.wording` reads and writes them. Nothing here translates.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot import catalogue
from bot.wording import CatalogRefused, catalogs, extraction, lint, lists, locked
from bot.wording.catalogs import Catalog, Gap, Source

app = typer.Typer(help="Texts and translations (gettext).", no_args_is_help=True)

Folder = Annotated[Path | None, typer.Option("--folder", help="Where the catalogs lie; else the project's own.")]
Language = Annotated[str, typer.Argument(help="A language code, such as es.")]


@app.command()
def extract(folder: Folder = None) -> None:
    """Write messages.pot from all flows, notices and phrases."""
    root, sources = catalogs.folder(folder), texts()
    catalogs.write(catalogs.template(sources), root / "messages.pot")
    typer.echo(f"{len(sources)} messages. Next: amparo locale update.")


@app.command()
def update(
    languages: Annotated[list[str] | None, typer.Argument(help="Codes; else all.")] = None, folder: Folder = None
) -> None:
    """Bring each language up to the present sources; what changed is marked as due. A new code begins a language."""
    root, sources = catalogs.folder(folder), texts()
    for language in languages or catalogs.languages(root):
        _refuse_unknown(language)
        file = catalogs.path_of(root, language)
        old = _read(root, language) if file.exists() else catalogs.empty(language)
        source = language == catalogs.SOURCE_LANGUAGE
        new = catalogs.of_source(sources) if source else catalogs.merged(old, catalogs.template(sources))
        # Whoever signed has not read what has changed since.
        unchanged = catalogs.messages(new) == catalogs.messages(old)
        catalogs.write(new, file, catalogs.readers(old) if unchanged else [])
        due = len(catalogs.gaps(sources, _read(root, language)))
        typer.echo(f"{language}: {len(sources) - due} of {len(sources)} done.")


@app.command("compile")
def compile_(folder: Folder = None) -> None:
    """Write a .mo beside each .po, for tools that read only those; the bot itself reads the .po."""
    root = catalogs.folder(folder)
    for language in catalogs.languages(root):
        file = catalogs.path_of(root, language).with_suffix(".mo")
        file.write_bytes(catalogs.compiled(_read(root, language)))
        typer.echo(str(file))


@app.command()
def coverage(
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 where a language is not complete.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    folder: Folder = None,
) -> None:
    """Show what each language still lacks, and who has read it."""
    root, sources = catalogs.folder(folder), texts()
    rows = {one: (_gaps(root, one, sources), catalogs.readers(_read(root, one))) for one in catalogs.languages(root)}
    if as_json:
        typer.echo(json.dumps({one: _plain(sources, *row) for one, row in rows.items()}, indent=2, ensure_ascii=False))
    else:
        for one, (gaps, readers) in rows.items():
            typer.echo(f"{one}: {len(sources) - len(gaps)} of {len(sources)}; read by {', '.join(readers) or 'nobody'}")
            for gap in gaps:
                typer.echo(f"   {gap.context}: {gap.why}")
    if strict and (not rows or any(gaps for gaps, _ in rows.values())):
        typer.echo("Not complete. Translate what is listed, then run this again.", err=True)
        raise typer.Exit(1)


@app.command("lint")
def lint_(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show errors only, no alarms.")] = False,
    folder: Folder = None,
) -> None:
    """Hold every text in every language against the rules of words; reading level is an alarm only."""
    root, release = catalogs.folder(folder), catalogue.release()
    try:
        rules = lists.load(root)
    except CatalogRefused as fault:
        _fail(str(fault))
    texts = {one: catalogs.messages(_read(root, one)) for one in catalogs.languages(root)}
    found = lint.lint(extraction.sources(release), texts, rules, locked.of(release))
    shown = [one for one in found if not quiet or one.severity == "error"]
    if as_json:
        typer.echo(json.dumps([one.json() for one in shown], indent=2, ensure_ascii=False))
    else:
        for one in shown:
            where = f"{one.language}: {one.text}" if one.language else one.text
            typer.echo(f"{one.severity:7} {where}: {one.rule}: {one.why}")
        errors = sum(one.severity == "error" for one in found)
        typer.echo(f"{len(texts)} languages: {errors} errors, {len(found) - errors} alarms.")
    if any(one.severity == "error" for one in found):
        typer.echo("Change the words, or allow it by name with a reason in wording.toml.", err=True)
        raise typer.Exit(1)


@app.command()
def approve(
    language: Language,
    reader: Annotated[str, typer.Option("--reader", help="Who has read every text of it.")],
    folder: Folder = None,
) -> None:
    """Write into a complete catalog that a named person has read it; two persons switch a language on."""
    root = catalogs.folder(folder)
    gaps = _gaps(root, language, texts())
    if gaps:
        _fail(f"{language} lacks {len(gaps)} texts, so nobody can have read it whole. See amparo locale coverage.")
    if not reader.strip() or "," in reader or reader.strip() == catalogs.NOBODY:
        _fail("A reader is one name, without a comma.")
    catalog = _read(root, language)
    names = list(dict.fromkeys([*catalogs.readers(catalog), reader.strip()]))
    catalogs.write(catalog, catalogs.path_of(root, language), names)
    typer.echo(f"{language}: read by {', '.join(names)}.")


@app.command()
def export(
    language: Language,
    out: Annotated[Path, typer.Option("--out", help="The .po file for the translator.")],
    folder: Folder = None,
) -> None:
    """Hand a language to a translator as one .po file, with the hints of the present sources."""
    root = catalogs.folder(folder)
    catalogs.write(catalogs.merged(_read(root, language), catalogs.template(texts())), out)
    typer.echo(f"{out}. It comes back with amparo locale import {language} {out}.")


@app.command("import")
def import_(
    language: Language, file: Annotated[Path, typer.Argument(help="The translated .po.")], folder: Folder = None
) -> None:
    """Take a translator's .po: known texts only, with the names in braces as in the source, read by nobody again."""
    root, sources = catalogs.folder(folder), texts()
    try:
        given = catalogs.read_file(file, language)
    except CatalogRefused as fault:
        _fail(str(fault))
    taken = catalogs.merged(given, catalogs.template(sources))
    bad = [gap for gap in catalogs.gaps(sources, taken) if not gap.missing]
    if bad:
        _fail("\n".join(f"{gap.context}: {gap.why}" for gap in bad) + "\nNothing was taken. Put these right first.")
    before = catalogs.messages(_read(root, language)) if catalogs.path_of(root, language).exists() else {}
    changed = sum(before.get(key) != words for key, words in catalogs.messages(taken).items())
    if changed:
        catalogs.write(taken, catalogs.path_of(root, language), [])
    typer.echo(f"{language}: {changed} texts changed." + (" It is read by nobody again." if changed else ""))


def texts() -> list[Source]:
    """Every text of the program as its sources have it now."""
    return list(extraction.sources(catalogue.release()))


def _read(root: Path, language: str) -> Catalog:
    try:
        return catalogs.read(root, language)
    except CatalogRefused as fault:
        _fail(str(fault))


def _gaps(root: Path, language: str, sources: Sequence[Source]) -> list[Gap]:
    return catalogs.gaps(sources, _read(root, language))


def _plain(sources: Sequence[Source], gaps: Sequence[Gap], readers: Sequence[str]) -> dict[str, object]:
    missing = [{"id": gap.context, "why": gap.why} for gap in gaps]
    return {"texts": len(sources), "missing": missing, "read_by": list(readers)}


def _refuse_unknown(language: str) -> None:
    if not catalogs.known_language(language):
        typer.echo(f"{language!r} is no language code that CLDR knows. Use one such as es or ar.", err=True)
        raise typer.Exit(2)


def _fail(words: str) -> NoReturn:
    typer.echo(words, err=True)
    raise typer.Exit(1)
