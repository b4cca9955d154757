"""A packet: one place's own questions, filled from one intake with what may be said there, and the gaps as questions.

Three parts that never mix. The *letter* holds what the person agreed to, and nothing else. The *confidential sheet*
says who submits and how to reach them: that is never part of the letter (R63). The *officer's page* is never sent.
Where the name may not stand, no free words stand either, unless they were written anew so that they show nobody; and
whatever may not be shown is cut out of the words that are. Nothing here sends, and nothing here runs on a server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from referrals import consents
from referrals.case import Facts
from referrals.cutting import Cutter
from referrals.directory import Directory
from referrals.dossier import Dossier
from referrals.mechanism import ANY, Contact, Mechanism
from referrals.plan import talks_first
from referrals.template import Forms, Question, Template
from referrals.triage import judge

CountryName = Callable[[str, str], str]

RIGHT_TO_LEFT = frozenset({"ar"})
# Codes that say nothing by themselves: the question stays open.
_UNSAID = frozenset({("project_finance", "none"), ("digital_compromise", "none"), ("kind", "unclear")})
_INTERNAL = frozenset({"facts_conflict", "armed", "access_needs"})


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """One question and what stands there; `gap` says why nothing does: `to be asked` or `withheld`."""

    label: str
    answer: str = ""
    gap: str = ""
    original: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Filled:
    """One section of the letter."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Packet:
    """What an officer prints, has read, and sends in its parts."""

    id: str
    name: str
    language: str
    title: str
    letter: tuple[Filled, ...]
    confidential: tuple[Line, ...]
    consents: tuple[Line, ...]
    questions: tuple[str, ...]
    kept_back: tuple[str, ...]
    risks: tuple[str, ...]
    contacts: tuple[Contact, ...]
    checked_on: str
    talks: tuple[str, ...] = ()
    approved: bool = False

    @property
    def right_to_left(self) -> bool:
        """Whether the letter's language is written from right to left."""
        return self.language in RIGHT_TO_LEFT


def refusal(m: Mechanism, dossier: Dossier, directory: Directory, forms: Forms) -> str | None:
    """Why no packet may be made, as a code: `ended`, `no_form`, `stopped`, `not_allowed`, `state_contact`."""
    level, _ = judge(dossier.facts, directory.triage)
    if m.status == "terminated" or directory.withdrawn(m.id):
        return "ended"
    if m.state_role == "own_choice" or forms.of(m) is None:
        return "no_form"
    if dossier.stopped:
        return "stopped"
    if not consents.may_transmit(dossier.facts, level):
        return "not_allowed"
    needed = consents.missing(dossier.facts.consent, m.state_role, m.naming, m.published)
    return consents.STATE_CONTACT if consents.STATE_CONTACT in needed else None


def languages(m: Mechanism, template: Template) -> tuple[str, ...]:
    """The languages in which the letter can be written and that the place works in, as far as a source says."""
    everywhere = not m.languages or ANY in m.languages
    return tuple(one for one in template.title if everywhere or one in m.languages) or ("en",)


def language_for(m: Mechanism, template: Template, spoken: str) -> str:
    """The person's own language where the place works in it; else English, else the first that it works in."""
    known = languages(m, template)
    return spoken if spoken in known else "en" if "en" in known else known[0]


def fill(
    m: Mechanism, dossier: Dossier, forms: Forms, language: str, country: CountryName, *,
    risks: Sequence[str] = (), checked_on: str = "", approved: bool = False,
) -> Packet:  # fmt: skip
    """The packet of a place that `refusal` does not refuse; the same intake always gives the same packet.

    `risks` are the worded risks of the place. Until the person has read it and said yes it is a draft; then its open
    questions no longer stand in the letter.
    """
    template = forms.of(m)
    if template is None:
        raise ValueError("A place without a form has no packet; ask `refusal` first.")
    filler = _Filler(m, dossier, forms, template, language, country)
    sections = [Filled(forms.say(one.heading, language), filler.lines(one.questions)) for one in template.sections]
    letter = tuple(one for each in sections if (one := _answered(each) if approved else each).lines)
    return Packet(
        id=m.id,
        name=m.name,
        language=language,
        title=template.title[language] if language in template.title else template.title["en"],
        letter=letter,
        confidential=filler.sheet(),
        consents=filler.consents(),
        questions=tuple(dict.fromkeys(filler.questions)),
        kept_back=tuple(dict.fromkeys(filler.kept_back)),
        risks=(*risks, *m.safety),
        contacts=m.contacts,
        checked_on=checked_on,
        talks=talks_first(m, public=dossier.facts.consent.publicity),
        approved=approved,
    )


def _answered(section: Filled) -> Filled:
    return Filled(section.heading, tuple(line for line in section.lines if not line.gap))


def named_to(dossier: Dossier) -> bool:
    """Whether the place may know who it is: only a clear yes, never *ask each time*."""
    return dossier.facts.consent.share_named == "yes"


def named_in_letter(dossier: Dossier, *, two_parts: bool) -> bool:
    """Whether the letter may say who it is: where the State receives it, that is a second consent."""
    return named_to(dossier) and (not two_parts or dossier.facts.details.get("un_named_state") == "yes")


class _Filler:
    """The answers to the questions of one form, under one person's consents."""

    def __init__(
        self, m: Mechanism, dossier: Dossier, forms: Forms, template: Template, language: str, country: CountryName
    ) -> None:
        self._m, self._dossier, self._forms, self._country = m, dossier, forms, country
        self._language, self._template = language, template
        self._named = named_in_letter(dossier, two_parts=template.two_parts)
        self._cut = Cutter(_protected(dossier, named=self._named), self._say("cut"))
        self.questions: list[str] = []
        self.kept_back: list[str] = []
        self._later: list[Question] = []

    def _say(self, text: str) -> str:
        return self._forms.say(text, self._language)

    def lines(self, questions: Sequence[Question]) -> tuple[Line, ...]:
        """The questions of one section; what only the confidential sheet may hold waits for it."""
        self._later += [one for one in questions if one.holds == "contact"]
        return tuple(self._line(one) for one in questions if one.holds != "contact")

    def _line(self, question: Question) -> Line:
        label = question.label[self._language]
        held_back = False
        for path in question.paths:
            allowed, answer = self._at(path, question)
            if answer and allowed:
                said = answer if path.startswith("facts.") else self._cut(answer)
                return Line(label, said, original=self._is_foreign(path))
            held_back = held_back or bool(answer)
        if held_back:
            self.kept_back.append(label)
        refused = question.holds == "identity" and not self._may_be_asked()
        if not refused and (not held_back or question.holds == "identity"):
            self._ask(question)
        return Line(label, gap=self._say("withheld" if held_back or refused else "gap"))

    def _ask(self, question: Question) -> None:
        self.questions.append(question.ask.get(self._dossier.language) or question.ask["en"])

    def _may_be_asked(self) -> bool:
        """Whether the name is still a question: a clear no is not asked again."""
        facts = self._dossier.facts
        return facts.consent.share_named != "no" and facts.details.get("un_named_state") != "no"

    def _is_foreign(self, path: str) -> bool:
        """Free words stand as they were said; a letter in another language says so."""
        free = path.partition(".")[0] in ("answers", "story")
        return free and bool(self._dossier.language) and self._dossier.language != self._language

    def _at(self, path: str, question: Question) -> tuple[bool, str]:
        """Whether what stands at this path may be said in the letter, and what it is."""
        root, _, name = path.partition(".")
        if root == "facts":
            return question.holds != "groups" or self._serves_groups(), self._coded(name)
        if root in ("identity", "source"):
            return root == "identity" and self._named, getattr(self._dossier, root).get(name, "")
        if not self._named:
            harmless = self._dossier.nameless.get(name, "") or self._dossier.nameless.get(question.id, "")
            if harmless:
                return True, harmless
        return self._named, self._dossier.story if root == "story" else self._dossier.answers.get(name, "")

    def _serves_groups(self) -> bool:
        """A group is named only where the door is made for it, and no State learns of it."""
        made_for = (self._m.groups_served | frozenset().union(*self._m.groups_required)) - {ANY}
        return self._m.state_role == "none" and not made_for.isdisjoint(self._dossier.facts.groups)

    def _coded(self, name: str) -> str:
        codes = [code for code in _codes(self._dossier.facts, name) if (name, code) not in _UNSAID]
        field = name.removeprefix("details.")
        if field == "country":
            return self._country(codes[0], self._language) if codes else ""
        return "; ".join(self._forms.word(field, code, self._language) for code in codes if code not in _INTERNAL)

    def sheet(self) -> tuple[Line, ...]:
        """Who submits and how to reach them, for those who receive the letter only; empty without that consent."""
        if not named_to(self._dossier):
            return ()
        submits, identity = self._dossier.submits, self._dossier.identity
        who = ", ".join(filter(None, (submits.get("name"), submits.get("organisation"), submits.get("relation"))))
        rows = [(self._say("submitted_by"), who), (self._say("reach"), submits.get("contact", ""))]
        if identity.get("name") and not self._named:
            rows.append((self._say("person_named"), identity["name"]))
        rows += [(one.label[self._language], self._first(one)) for one in self._later]
        return tuple(Line(label, answer, "" if answer else self._say("gap")) for label, answer in rows)

    def _first(self, question: Question) -> str:
        found = (self._dossier.answers.get(path.partition(".")[2], "") for path in question.paths)
        answer = next((one for one in found if one), "")
        if not answer:
            self._ask(question)
        return answer

    def consents(self) -> tuple[Line, ...]:
        """What was agreed to for just this letter; named to the State and named in public stand apart (R63)."""
        return tuple(Line(self._say(label), self._say(answer)) for label, answer in self._agreed())

    def _agreed(self) -> Iterator[tuple[str, str]]:
        consent, details = self._dossier.facts.consent, self._dossier.facts.details
        asked = {"yes": "yes", "no": "no"}
        yield (
            "named_here",
            asked.get(consent.share_named, "not_asked")
            if not self._template.two_parts
            else ("yes" if self._named else "no"),
        )
        if self._template.two_parts:
            yield "named_state", asked.get(details.get("un_named_state", ""), "not_asked")
            public = details.get("un_named_public", "")
            yield "named_public", "yes" if public == "yes" and consent.publicity else asked.get(public, "not_asked")
        elif self._m.published != "no":
            yield "named_public", "yes" if consent.publicity else "no"
        if self._m.state_role in ("run", "informs", "third_state"):
            yield "state_contact", "yes" if consent.state_contact else "no"


def _codes(facts: Facts, name: str) -> tuple[str, ...]:
    if name.startswith("details."):
        found = facts.details.get(name.removeprefix("details."), "")
    else:
        found = getattr(facts, name)
    if isinstance(found, bool):
        return ("yes",) if found else ()
    if isinstance(found, frozenset):
        return tuple(sorted(found))
    return (found,) if found else ()


def _protected(dossier: Dossier, *, named: bool) -> Iterator[str]:
    """Everything that may stand nowhere in the letter, even inside other words."""
    shown = dossier.identity.get("name", "") if named else ""
    for holder in (dossier.identity, dossier.source):
        for name, value in holder.items():
            if not (named and holder is dossier.identity and name in ("name", "organisation")) and value != shown:
                yield value
    yield dossier.answers.get("references", "")
