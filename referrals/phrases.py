"""Phrases: approved sentences that an officer says by one tap, with the answers that a person taps back (F13).

The rules that the file must keep stand here; the sentences stand in `phrases.yaml`. It does not know languages, chats
or who says what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from referrals.reading import Place, read

LONGEST = 250
"""Letters of a sentence; of a label there are fewer."""
LABEL = 27
A_GROUP = 8
"""Sentences that one screen shows."""
ANSWERS = 4


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sentence.

    `unwatched`: only where those whom the person fears cannot read along; `hide_on`: the answer after which the chat is
    cleared at once.
    """

    id: str
    group: str
    text: str
    answers: tuple[str, ...] = ()
    unwatched: bool = False
    hide_on: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """All phrases by their id, the groups an officer thinks in, and the answers by theirs."""

    phrases: Mapping[str, Phrase]
    groups: Mapping[str, str]
    answers: Mapping[str, str]

    def of(self, group: str, *, watched: bool, gone: Callable[[str], bool] = lambda _: False) -> list[Phrase]:
        """The sentences of one group that may be said, in the order of the file; none that was taken away."""
        found = [phrase for phrase in self.phrases.values() if phrase.group == group and not gone(phrase.id)]
        return [phrase for phrase in found if not (watched and phrase.unwatched)]


def load(text: str, name: str = "phrases.yaml") -> Book:
    """Read the file, or refuse it at the line that is wrong."""
    top = read(text, name).table({"format", "answers", "groups"}, ("format", "answers", "groups"))
    answers = {key: _sentence(value, LABEL) for key, value in top["answers"].table().items()}
    groups: dict[str, str] = {}
    phrases: dict[str, Phrase] = {}
    for place in top["groups"].items():
        group = place.table({"id", "label", "phrases"}, ("id", "label", "phrases"))
        id_ = group["id"].text()
        groups[id_] = _sentence(group["label"], LABEL)
        found = [_phrase(one, id_, answers) for one in group["phrases"].items()]
        if len(found) > A_GROUP or id_ in phrases:
            place.refuse(f"A group holds at most {A_GROUP} sentences.", "Make two groups of it.")
        for phrase in found:
            if phrase.id in phrases:
                place.refuse(f"{phrase.id!r} stands twice.", "Give one of them another id.")
            phrases[phrase.id] = phrase
    return Book(phrases, groups, answers)


def _phrase(place: Place, group: str, answers: Mapping[str, str]) -> Phrase:
    row = place.table({"id", "text", "answers", "unwatched", "hide_on"}, ("id", "text"))
    given = row["answers"].codes(answers) if "answers" in row else ()
    if len(given) > ANSWERS:
        place.refuse(f"A sentence has at most {ANSWERS} answers.", "Take some of them out.")
    hide_on = row["hide_on"].code(given) if "hide_on" in row else ""
    unwatched = "unwatched" in row and row["unwatched"].truth()
    return Phrase(row["id"].text(), group, _sentence(row["text"], LONGEST), given, unwatched, hide_on)


def _sentence(place: Place, longest: int) -> str:
    text = place.text()
    if not 0 < len(text) <= longest or "{" in text:
        place.refuse(f"A sentence here has at most {longest} letters and no values.", "Say it in fewer words.")
    return text
