"""How long each thing is kept, and from which moment on: the only place where these numbers stand.

Pure arithmetic on moments that others recorded. What is destroyed, and in which order of key and row, is the store's
and the vault's; a thing that is due is destroyed by the leader, and a person's own deletion never waits for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

HOUR = 3600
DAY = 24 * HOUR

# Telegram lets a bot delete for 48 hours; 20 leaves a day of outage before a message would stay for ever.
MESSAGE = 20 * HOUR
# The summons in an officer's chat, under the same limit.
SUMMONS = 40 * HOUR

_DEFAULT = MappingProxyType(
    {
        "draft": 48 * HOUR,  # after the last answer
        "guest": 1 * HOUR,  # after the last answer; nothing was agreed to be kept
        "draft_key": 24 * HOUR,  # after sending, or at once when places are chosen
        "alert": 72 * HOUR,  # after its answer, where no later consent was given
        "erasing": 24 * HOUR,  # after a deletion that was asked for without the word
        "closed": 30 * DAY,  # after closing
        "locked_link": 90 * DAY,  # after closing, where the person wished to be known again
    }
)


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms in force; an operator may shorten them, and `of` refuses to lengthen those the texts promise."""

    seconds: Mapping[str, int] = field(default_factory=lambda: _DEFAULT)

    @classmethod
    def of(cls, own: Mapping[str, int]) -> Terms:
        """The shipped terms with an operator's own. What a person was told is a ceiling, not a suggestion."""
        for name, seconds in own.items():
            if name not in _DEFAULT:
                raise ValueError(f"There is no term {name!r}. The terms are: {', '.join(_DEFAULT)}.")
            if name != "closed" and seconds > _DEFAULT[name]:
                raise ValueError(f"The texts promise at most {_DEFAULT[name]} seconds for {name!r}. Shorten it.")
        return cls(MappingProxyType({**_DEFAULT, **own}))


DEFAULT = Terms()


def draft_due(last_answer: int, *, guest: bool = False, terms: Terms = DEFAULT) -> int:
    """When an unsent draft is destroyed: 48 hours after its last answer; a guest's after one."""
    return last_answer + terms.seconds["guest" if guest else "draft"]


def draft_key_due(sent: int, places_chosen: int | None = None, terms: Terms = DEFAULT) -> int:
    """When the coded answers become unreadable here: when places are chosen, at most a day after sending."""
    latest = sent + terms.seconds["draft_key"]
    return latest if places_chosen is None else min(places_chosen, latest)


def alert_due(answered: int | None, consented: bool, terms: Terms = DEFAULT) -> int | None:
    """When an alert without later consent is destroyed: 72 hours after its answer, never while it is unanswered."""
    if consented or answered is None:
        return None
    return answered + terms.seconds["alert"]


def erasure_due(asked: int, terms: Terms = DEFAULT) -> int:
    """When a deletion without the word destroys the key."""
    return asked + terms.seconds["erasing"]


def closed_due(closed: int, terms: Terms = DEFAULT) -> int:
    """When a closed case is destroyed; a locked link, if wished, may outlive it."""
    return closed + terms.seconds["closed"]


def link_due(closed: int, wished: bool, terms: Terms = DEFAULT) -> int:
    """When the link to a person who may come back goes: with the closing, unless they wished to be known again."""
    return closed + (terms.seconds["locked_link"] if wished else 0)
