"""What is known of one case where it is opened: coded facts, the person's own words, who they are, and who submits.

Read from an opened case, or from a file that an officer keeps beside it; never on the server, which cannot open a case.
Which of it may be shown to whom is not decided here. A file is one JSON object, of which only `facts` is needed:

* `facts`: the coded facts, as `match` reads them; `language`: the person's own, as a code; `story`: their account.
* `identity`: who is concerned, by `name`, `organisation`, `contact`; `source`: who submits, by the same and `relation`.
* `answers`: what they told since, by the name of the question; `nameless`: the same, written so that it shows nobody.
* `stopped`: true where the person stopped all sharing.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace

from referrals.case import Facts
from referrals.errors import FactsRefused

_FACTS = frozenset(row.name for row in fields(Facts))
_TABLES = ("identity", "source", "answers", "nameless")
_OWN = ("facts", *_TABLES, "story", "language", "stopped")


@dataclass(frozen=True, slots=True, repr=False)
class Dossier:
    """Everything that a letter may draw on; `nameless` holds answers written so that they show nobody."""

    facts: Facts
    language: str = ""
    identity: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    nameless: Mapping[str, str] = field(default_factory=dict)
    story: str = ""
    stopped: bool = False

    @classmethod
    def from_document(cls, document: Mapping[str, object]) -> Dossier:
        """An opened case, a file with `facts` and the person's answers, or the bare facts of `match`."""
        if "parts" in document:
            return _from_case(document)
        if "facts" not in document:
            return cls(facts=Facts.from_json(document))
        return cls(facts=Facts.from_json(_table(document, "facts"))).with_more(document)

    def with_more(self, document: Mapping[str, object]) -> Dossier:
        """The same with what a second file adds: answers to the questions that were still open."""
        unknown = sorted(set(document) - set(_OWN))
        if unknown:
            raise FactsRefused(f"{unknown[0]!r} is no part of a packet's file. Use: {', '.join(_OWN)}.")
        tables = {name: _texts(document, name) for name in _TABLES}
        return replace(
            self,
            identity={**self.identity, **tables["identity"]},
            source={**self.source, **tables["source"]},
            answers={**self.answers, **tables["answers"]},
            nameless={**self.nameless, **tables["nameless"]},
            story=_text(document.get("story", ""), "story") or self.story,
            language=_text(document.get("language", ""), "language") or self.language,
            stopped=self.stopped or document.get("stopped") is True,
        )

    def to_document(self) -> dict[str, object]:
        """The same as plain values; `from_document` reads them back."""
        tables = {name: dict(sorted(getattr(self, name).items())) for name in _TABLES}
        plain = {"facts": self.facts.to_json(), **tables, "story": self.story, "language": self.language}
        return {**plain, "stopped": self.stopped}

    @property
    def submits(self) -> Mapping[str, str]:
        """Who submits: another person, or the person concerned for themselves."""
        return self.source or self.identity


def _from_case(document: Mapping[str, object]) -> Dossier:
    parts = document["parts"]
    if not isinstance(parts, list):
        raise FactsRefused("'parts' is a list. Give what `amparo case open --json` printed.")
    opened = [part for part in parts if isinstance(part, Mapping) and not part.get("closed")]
    found = [part["content"] for part in opened if str(part.get("part", "")).startswith("facts")]
    merged, language, stopped = _merged(one for one in found if isinstance(one, Mapping))
    routing = document.get("routing")
    routing = routing if isinstance(routing, Mapping) else {}
    facts = _narrowed(Facts.from_json(merged), routing.get("consents"))
    return Dossier(
        facts=facts,
        language=language,
        identity=_identity(opened),
        story="\n\n".join(_words(part) for part in opened if str(part.get("part", "")).startswith("text")),
        stopped=stopped or bool(routing.get("stopped")),
    )


def _merged(found: Iterable[Mapping[str, object]]) -> tuple[dict[str, object], str, bool]:
    """The coded answers of all chapters: what was said later stands, lists are joined."""
    merged: dict[str, object] = {}
    language, stopped = "", False
    for content in found:
        language = str(content.get("language") or language)
        stopped = stopped or bool(content.get("stopped_at"))
        for name, value in content.items():
            if name in _FACTS and value not in (None, "", [], {}):
                before = merged.get(name)
                joined = isinstance(before, list) and isinstance(value, list)
                merged[name] = sorted({*before, *value}) if joined else value  # type: ignore[misc]
    return merged, language, stopped


def _narrowed(facts: Facts, given: object) -> Facts:
    """A consent that was taken back since the facts were written counts; none is ever added here."""
    told = given if isinstance(given, Mapping) else {}
    consent = facts.consent
    return replace(
        facts,
        consent=replace(
            consent,
            store=consent.store and told.get("keep") is not False,
            share_anonymised=consent.share_anonymised and told.get("share_anonymised") is not False,
            state_contact=consent.state_contact and told.get("state_contact") is not False,
            publicity=consent.publicity and told.get("publicity") is not False,
        ),
    )


def _identity(opened: list[Mapping[str, object]]) -> dict[str, str]:
    for part in opened:
        if part.get("part") == "identity":
            return dict(_named(_words(part)))
    return {}


def _named(text: str) -> Iterator[tuple[str, str]]:
    """The sealed page writes names and values; anything else is the name itself."""
    try:
        plain = json.loads(text)
    except ValueError:
        plain = {"name": text.strip()}
    for name, value in plain.items() if isinstance(plain, dict) else ():
        if isinstance(value, str) and value.strip():
            yield str(name), value.strip()


def _words(part: Mapping[str, object]) -> str:
    content = part.get("content", "")
    if part.get("encoding") == "json":
        return json.dumps(content, ensure_ascii=False)
    if part.get("encoding") == "text":
        return str(content)
    return base64.b64decode(str(content)).decode("utf-8", "replace")


def _table(document: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = document.get(name, {})
    if not isinstance(value, Mapping):
        raise FactsRefused(f"{name!r} is an object of names and values.")
    return value


def _texts(document: Mapping[str, object], name: str) -> dict[str, str]:
    return {key: _text(value, f"{name}.{key}") for key, value in _table(document, name).items()}


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise FactsRefused(f"{name!r} is text. Put it in quotes.")
    return value.strip()
