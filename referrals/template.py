"""The forms of the places that are written to: which questions each puts, in which order, in which languages.

One library of questions serves all forms, so that nothing is asked of a person twice (R36, R47). A place without a form
of its own is asked for what its entry says that it asks. What may be filled in is not decided here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from referrals.errors import DirectoryFault
from referrals.mechanism import Mechanism
from referrals.reading import Place, read

LANGUAGES = ("en", "es", "fr", "pt", "ar")
HOLDS = ("coded", "groups", "free", "identity", "contact")
ROOTS = ("facts", "answers", "story", "identity", "source")

Text = Mapping[str, str]

# Where a place has no form of its own: what each of the things that it asks means in questions.
_ASKED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "who": ("person", ("name", "who", "country")),
    "work": ("person", ("work", "organisation")),
    "what_happened": ("facts", ("events", "dates", "account")),
    "danger": ("danger_now", ("danger", "link_to_work")),
    "responsible": ("facts", ("responsible",)),
    "steps": ("response", ("steps",)),
    "before": ("response", ("before",)),
    "urgency": ("danger_now", ("urgency",)),
    "references": ("request", ("references",)),
    "contact": ("limits", ()),
    "costs": ("request", ("needs", "costs")),
    "naming": ("limits", ()),
    "un_link": ("un", ("un_link",)),
    "missing_person": ("missing", ("missing_name", "last_seen", "last_place", "search")),
    "papers": ("response", ("proof",)),
    "proof": ("response", ("proof",)),
    "project": ("project_part", ("project", "harm")),
    "plan": ("request", ("plan",)),
    "interview": ("limits", ("more",)),
    "confidential": ("limits", ("confidential",)),
    "more": ("limits", ("more",)),
}
_ORDER = ("person", "missing", "facts", "danger_now", "project_part", "un", "response", "request", "limits")


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked of an intake: where its answer is found, what it may show, and its words."""

    id: str
    paths: tuple[str, ...]
    holds: str
    label: Text
    ask: Text


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (an id of the texts) and its questions in order."""

    heading: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """The form of one place; `two_parts`: named to the State and named in public are two consents (R63)."""

    id: str
    title: Text
    sections: tuple[Section, ...]
    two_parts: bool = False


@dataclass(frozen=True, slots=True)
class Forms:
    """All forms, the library of questions, the words of codes and what stands around them."""

    by_mechanism: Mapping[str, Template]
    questions: Mapping[str, Question]
    words: Mapping[str, Mapping[str, Text]]
    texts: Mapping[str, Text]

    def of(self, m: Mechanism) -> Template | None:
        """The form of a place: its own, that of the door behind which it stands, or one made from what it asks."""
        own = self.by_mechanism.get(m.id) or self.by_mechanism.get(m.door)
        return own or self._general(m)

    def _general(self, m: Mechanism) -> Template | None:
        wanted: dict[str, dict[str, Question]] = {}
        for code in m.asks:
            heading, ids = _ASKED[code]
            wanted.setdefault(heading, {}).update({one: self.questions[one] for one in ids})
        ordered = sorted(wanted, key=_ORDER.index)
        sections = tuple(Section(one, tuple(wanted[one].values())) for one in ordered if _is_in_letter(wanted[one]))
        return Template("general", self.texts["general"], sections, two_parts=m.un) if sections else None

    def say(self, text: str, language: str) -> str:
        """One of the texts that stand around the answers."""
        return self.texts[text][language]

    def word(self, field: str, code: str, language: str) -> str:
        """A coded answer in words; a code that nobody worded is shown as it is, so that an officer sees it."""
        row = self.words.get(field, {}).get(code)
        return code.replace("_", " ") if row is None else row[language]


def _is_in_letter(questions: Mapping[str, Question]) -> bool:
    """Whether a section would hold anything; references stand on the confidential sheet."""
    return any(question.holds != "contact" for question in questions.values())


def load_forms(texts: Mapping[str, str]) -> Forms:
    """Read `questions.yaml`, `words.yaml`, `texts.yaml` and every form beside them, or raise `DirectoryFault`."""
    questions = _questions(texts["questions.yaml"])
    around = _rows(read(texts["texts.yaml"], "texts.yaml"), "texts")
    by_mechanism: dict[str, Template] = {}
    for file in sorted(set(texts) - {"questions.yaml", "words.yaml", "texts.yaml"}):
        for id_, template in _form(texts[file], file, questions, around):
            if id_ in by_mechanism:
                raise DirectoryFault(file, 1, f"{id_} has a form already.", "Name each place in one form only.")
            by_mechanism[id_] = template
    return Forms(by_mechanism, questions, _words(texts["words.yaml"]), around)


def _questions(text: str) -> dict[str, Question]:
    top = read(text, "questions.yaml").table(("format", "questions"), ("questions",))
    found = {}
    for id_, place in top["questions"].table().items():
        own = place.table(("from", "holds", "label", "ask"), ("from", "holds", "label", "ask"))
        paths = tuple(_path(item) for item in own["from"].items())
        label = _text(own["label"], LANGUAGES, LANGUAGES)
        found[id_] = Question(
            id_, paths, own["holds"].code(HOLDS), label, _text(own["ask"], LANGUAGES, ("en", "es", "ar"))
        )
    return found


def _path(item: Place) -> str:
    path = item.text()
    if path.partition(".")[0] not in ROOTS or "." not in path:
        item.refuse(f"{path!r} leads nowhere.", f"Begin it with one of: {', '.join(ROOTS)}, a dot and a name.")
    return path


def _form(
    text: str, file: str, questions: Mapping[str, Question], around: Mapping[str, Text]
) -> list[tuple[str, Template]]:
    known = ("format", "packet", "for", "title", "sections", "two_parts")
    top = read(text, file).table(known, ("packet", "for", "title", "sections"))
    identity = top["packet"].text()
    if file != f"{identity}.yaml":
        top["packet"].refuse(f"{identity!r} is not the file's name.", f"Name the file {identity}.yaml.")
    sections = []
    for item in top["sections"].items():
        own = item.table(("heading", "questions"), ("heading", "questions"))
        ids = own["questions"].codes(tuple(questions))
        sections.append(Section(own["heading"].code(tuple(around)), tuple(questions[one] for one in ids)))
    two_parts = "two_parts" in top and top["two_parts"].truth()
    template = Template(identity, _text(top["title"], LANGUAGES, ("en", "es")), tuple(sections), two_parts)
    return [(item.text(), template) for item in top["for"].items()]


def _words(text: str) -> dict[str, Mapping[str, Text]]:
    top = read(text, "words.yaml").table(("format", "order", "words"), ("order", "words"))
    return {field: _table(place) for field, place in top["words"].table().items()}


def _rows(place: Place, name: str) -> Mapping[str, Text]:
    return _table(place.table(("format", "order", name), ("order", name))[name])


def _table(place: Place) -> Mapping[str, Text]:
    """Rows of one text in every language, in the order that the file states."""
    found: dict[str, Text] = {}
    for id_, row in place.table().items():
        cells = [cell.text() for cell in row.items()]
        if len(cells) != len(LANGUAGES):
            row.refuse(f"{id_!r} has {len(cells)} languages.", f"Write it in {', '.join(LANGUAGES)}, in this order.")
        found[id_] = dict(zip(LANGUAGES, cells, strict=True))
    return found


def _text(place: Place, known: Sequence[str], needed: Sequence[str]) -> Text:
    return {language: cell.text() for language, cell in place.table(known, needed).items()}
