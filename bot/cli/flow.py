"""`amparo flow`: inspect, draw, play and test flow files in a shell.

Only here do flow files and the shell meet; `flows` judges, draws and plays. Exit 0 means good, 1 that something was
found, 2 that the files could not be read or the command not be understood.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot import catalogue
from bot.wording.words import Words
from flows.definition import Release
from flows.errors import FlowFault
from flows.events import Acted, Asked, Consented, Ended, Event, NotUnderstood, TapRefused
from flows.graph import mermaid, svg
from flows.inputs import Labels, Typed
from flows.inspection import Finding, from_fault, inspect
from flows.loading import load_flow, load_release
from flows.session import DONE, Session, facts, resume, start
from flows.stories import Report, run_stories
from flows.text import Text
from referrals.case import FIELDS_FOR_FLOWS

app = typer.Typer(help="Flows: inspect, draw, play, test.", no_args_is_help=True)

Files = Annotated[
    list[Path] | None,
    typer.Argument(help="Flow files that take the place of shipped ones, or join them; else only those that ship."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Language = Annotated[str, typer.Option("--language", help="The language to talk in.")]

BACK, SKIP, QUIT = "_back", "_skip", "q"


@app.command()
def lint(
    files: Files = None,
    as_json: AsJson = False,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count too.")] = False,
) -> None:
    """Look for every fault that a person could meet, in all languages."""
    findings = list(_findings(files))
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(one) for one in findings], ensure_ascii=False, indent=1))
    else:
        for one in findings:
            typer.echo(str(one))
        errors = sum(one.severity == "error" for one in findings)
        typer.echo(f"{errors} errors, {len(findings) - errors} warnings.")
    if any(one.code.startswith("L") for one in findings):
        raise typer.Exit(2)
    if any(strict or one.severity == "error" for one in findings):
        raise typer.Exit(1)


def _findings(files: Iterable[Path] | None) -> Iterator[Finding]:
    """Faults of every file, and only if all can be read, what the inspection says of them together."""
    texts = _texts(files)
    faults = []
    for name, text in texts.items():
        try:
            load_flow(text, name, FIELDS_FOR_FLOWS)
        except FlowFault as fault:
            faults.append(from_fault(fault))
    if faults:
        yield from faults
        return
    words = Words.load()
    catalogs = {} if files else {language: words.catalog(language) for language in words.languages}
    yield from inspect(load_release(texts, FIELDS_FOR_FLOWS), FIELDS_FOR_FLOWS, catalogs)


@app.command()
def graph(
    flow: Annotated[str | None, typer.Argument(help="One flow, such as core; else all of them.")] = None,
    files: Annotated[list[Path] | None, typer.Option("--file", help="Instead of a shipped flow.")] = None,
    as_svg: Annotated[bool, typer.Option("--svg", help="SVG; needs the name of a flow.")] = False,
    as_mermaid: Annotated[bool, typer.Option("--mermaid", help="Mermaid; the default.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="A file to write to; else the screen.")] = None,
) -> None:
    """Draw a flow from its own file."""
    if as_svg and (as_mermaid or flow is None):
        _stop("SVG draws one flow: name it, and leave --mermaid out.")
    release = _release(files)
    one = next((found for found in release.flows if found.id == flow), None)
    if flow is not None and one is None:
        _stop(f"There is no flow {flow}. Flows: {', '.join(found.id for found in release.flows)}.")
    drawing = svg(one) if as_svg and one else mermaid(one or release)
    if out:
        out.write_text(drawing, encoding="utf-8")
    else:
        typer.echo(drawing, nl=False)


@app.command("test")
def stories(files: Files = None, as_json: AsJson = False) -> None:
    """Play the stories: those that ship, or story files (`*.test.yaml`) given here with or without flow files."""
    given = files or []
    release = _release([file for file in given if not file.name.endswith(".test.yaml")])
    played = {file.name: _read(file) for file in given if file.name.endswith(".test.yaml")}
    played = played or {f"{name}.test.yaml": text for name, text in catalogue.stories().items()}
    try:
        reports = {name: run_stories(text, release, name.removesuffix(".yaml")) for name, text in played.items()}
    except FlowFault as fault:
        _stop(str(fault))
    if as_json:
        typer.echo(
            json.dumps({name: _told(one, release) for name, one in reports.items()}, ensure_ascii=False, indent=1)
        )
    else:
        for name, report in reports.items():
            _tell(name, report, release)
    if not reports or any(report.failures for report in reports.values()):
        raise typer.Exit(1)


def _told(report: Report, release: Release) -> dict[str, object]:
    return {
        "cases": report.cases,
        "failures": [dataclasses.asdict(one) for one in report.failures],
        "missing_steps": report.missing_steps(release),
        "missing_edges": report.missing_edges(release),
    }


def _tell(name: str, report: Report, release: Release) -> None:
    for one in report.failures:
        typer.echo(f"{name}, line {one.line}: {one.case}: {one.message}")
    left = len(report.missing_steps(release)), len(report.missing_edges(release))
    typer.echo(
        f"{name}: {report.cases} cases, {len(report.failures)} failures; unseen: {left[0]} steps, {left[1]} ways."
    )


@app.command()
def play(
    files: Files = None,
    at: Annotated[str | None, typer.Option("--at", help="A step or target to begin at.")] = None,
    language: Language = "en",
    as_json: Annotated[bool, typer.Option("--json", help="At the end, print the answers as facts.")] = False,
) -> None:
    """Talk with the flows in the terminal: type a label or its number; `q` leaves. Nothing is kept."""
    release, words = _release(files), Words.load()
    if at is not None and release.globals.get(at, at) not in release.steps:
        _stop(f"There is no step or target {at}.")
    session, events = start(release, language, 0, at)
    labels = _show(events, words, session)
    while (typed := _typed()) is not None:
        country, _ = words.match_country(typed, session.language)
        session, events = resume(release, session, Typed(typed, labels, ((country, typed),) if country else ()), 0)
        labels = _show(events, words, session) or labels
    if as_json:
        typer.echo(json.dumps(facts(release, session), ensure_ascii=False))


def _typed() -> str | None:
    try:
        typed = input("> ").strip()
    except EOFError:
        return None
    return None if typed == QUIT else typed


def _show(events: Iterable[Event], words: Words, session: Session) -> Labels:
    """Print what happened, and give the rows of the last screen as they were shown."""
    labels: Labels = ()

    def say(text: Text) -> str:
        return words.word(text, session.language) or text.source

    for event in events:
        if isinstance(event, Asked):
            labels = _screen(event, say)
        elif note := _note(event):
            typer.echo(f"  [{note}]")
    return labels


def _note(event: Event) -> str:
    """What a person would not see: what was recorded, done or refused."""
    match event:
        case Acted(action, step):
            return f"{action} at {step}"
        case Consented(purpose, given):
            return f"consent {purpose}: {'given' if given else 'refused'}"
        case NotUnderstood(_, tries):
            return f"not understood, {tries}"
        case TapRefused(reason):
            return f"refused: {reason}"
        case _:
            return f"end: {event.how}" if isinstance(event, Ended) else ""


def _screen(asked: Asked, say: Callable[[Text], str]) -> Labels:
    typer.echo("\n" + "\n".join(say(text) for text in (*asked.before, asked.text) if text))
    rows = [(row.id, say(row.label)) for row in asked.choices]
    rows += [(DONE, "Done")] if asked.done else []
    rows += [(BACK, "Back")] if asked.back else []
    rows += [(SKIP, say(asked.skip))] if asked.skip else []
    ticked = {row.id for row in asked.choices if row.ticked}
    for number, (name, label) in enumerate(rows, 1):
        typer.echo(f"  {number} {'✓ ' if name in ticked else ''}{label}")
    return tuple(rows)


# -- files


def _texts(files: Iterable[Path] | None) -> dict[str, str]:
    return catalogue.texts() | {file.stem: _read(file) for file in files or ()}


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        _stop(f"{file} cannot be read; give a flow file in UTF-8.")


def _release(files: Iterable[Path] | None) -> Release:
    try:
        return load_release(_texts(files), FIELDS_FOR_FLOWS)
    except FlowFault as fault:
        _stop(str(fault))


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2)
