"""A small conversation to talk with in the tests: two flows, every kind of question, a danger path and a menu."""

from __future__ import annotations

from typing import Any

from flows.definition import Release
from flows.events import Asked, Event
from flows.inputs import Input
from flows.loading import load_release
from flows.session import Session, Tap, resume, start

FIELDS: dict[str, dict[str, Any]] = {
    "go": {"type": "go", "codes": (), "sensitivity": "low", "chat": True},
    "imminence": {"type": "code", "codes": ("now", "hours", "days", "none"), "sensitivity": "high", "chat": True},
    "perpetrator": {"type": "code", "codes": ("state", "company", "unknown"), "sensitivity": "high", "chat": True},
    "detained": {"type": "code", "codes": ("yes", "no"), "sensitivity": "high", "chat": True},
    "needs": {"type": "codes", "codes": ("legal", "medical", "security"), "sensitivity": "high", "chat": True},
    "groups": {"type": "codes", "codes": ("women", "lgbtqi"), "sensitivity": "critical", "chat": False},
    "flags": {"type": "codes", "codes": ("repeated", "escalating"), "sensitivity": "high", "chat": True},
    "consent_store": {"type": "code", "codes": ("yes", "no"), "sensitivity": "low", "chat": True},
    "country": {"type": "country", "codes": (), "sensitivity": "high", "chat": True},
    "people": {"type": "number", "codes": (), "sensitivity": "high", "chat": True},
    "story": {"type": "text", "codes": (), "sensitivity": "critical", "chat": True},
    "word": {"type": "word", "codes": (), "sensitivity": "critical", "chat": True},
    "offer": {"type": "offer", "codes": (), "sensitivity": "low", "chat": True},
}

CORE = """
format: 1
flow: core
source_language: en
steps:
  welcome:
    ask: go
    text: "Hello."
    back: false
    choices:
      - {id: danger, label: "I am in danger now", means: {imminence: now}, to: danger.card}
      - {id: help, label: "Get help", means: {}, to: when}
      - {id: es, label: "Español", means: {}, do: [set_language], to: welcome}
  when:
    ask: imminence
    text: "Could someone hurt you?"
    choices:
      - {id: today, label: "Yes, now or today", means: {imminence: hours}, to: danger.card}
      - {id: days, label: "In the next days", means: {imminence: days}}
      - {id: never, label: "No", means: {imminence: none}}
    next:
      - {to: consent}
  consent:
    ask: consent_store
    text: "May we keep your answers?"
    choices:
      - {id: keep, label: "Keep them", means: {consent_store: "yes"}, consent: {purpose: keep, given: true}}
      - {id: guest, label: "Do not keep them", means: {consent_store: "no"}, consent: {purpose: keep, given: false}}
    next:
      - {to: country}
  country:
    ask: country
    text: "Which country?"
    choices:
      - {id: none, label: "Rather not say", means: {}}
    next:
      - {to: whom}
  whom:
    ask: perpetrator
    text: "Who is behind it?"
    choices:
      - {id: state, label: "Police, army, officials", means: {perpetrator: state}}
      - {id: company, label: "A company", means: {perpetrator: company}}
      - {id: unknown, label: "I do not know", means: {perpetrator: unknown}}
    skip: "Skip"
    next:
      - {when: {perpetrator: [state]}, to: detained}
      - {to: needs}
  detained:
    ask: detained
    text: "Is the person held now?"
    choices:
      - {id: held, label: "Yes, held now", means: {detained: "yes"}}
      - {id: free, label: "No, free now", means: {detained: "no", flags: repeated}}
    next:
      - {to: needs}
  needs:
    ask: needs
    text: "What do you need? Tap all that fit, then Done."
    choices:
      - {id: lawyer, label: "A lawyer", means: {needs: legal}}
      - {id: doctor, label: "A doctor", means: {needs: medical}}
      - {id: safety, label: "Advice to stay safe", means: {needs: [security]}}
      - {id: rather, label: "Rather not say", means: {}}
    next:
      - {to: people}
  people:
    ask: people
    text: "How many people are at risk?"
    skip: "Skip"
    next:
      - {to: word}
  word:
    ask: word
    text: "Choose a word."
    choices:
      - {id: river, label: "river", means: {}, do: [set_word]}
      - {id: none, label: "No word", means: {}}
    next:
      - {to: check}
  check:
    ask: go
    kind: review
    text: "Please check: {answers}"
    choices:
      - {id: "yes", label: "Yes, send it", means: {}}
      - {id: delete, label: "Delete everything", means: {}, to: wiped}
    next:
      - {when: {consent_store: "yes"}, to: seal}
      - {to: options}
  seal:
    do: [seal_case]
    text: "Locking."
    to: sent
  sent:
    end: page
    text: "Sent."
    checkpoint: true
    choices:
      - {id: places, label: "See places", means: {}, to: options}
      - {id: story, label: "Write more", means: {}, to: story}
  story:
    ask: story
    text: "Write what we should know."
    skip: "Not now"
    next:
      - {to: options}
  options:
    ask: offer
    text: "{n} places may fit."
    do: [match]
    checkpoint: true
    choices:
      - {id: finish, label: "None now", means: {}, to: quiet}
    next:
      - {to: offer}
  offer:
    ask: go
    text: "{name}. Why: {reason}."
    choices:
      - {id: back_to, label: "Back to the places", means: {}, to: _back}
      - {id: finish, label: "Finish", means: {}, to: quiet}
  wiped:
    end: wiped
    text: "Deleted."
    do: [wipe_draft]
    checkpoint: true
  quiet:
    end: quiet
    text: "Thank you."
"""

DANGER = """
format: 1
flow: danger
source_language: en
steps:
  card:
    ask: go
    text: "Your safety first."
    choices:
      - {id: wake, label: "Wake a person now", means: {}, consent: {purpose: alert, given: true}, do: [alert], to: rung}
      - {id: first, label: "Answer questions first", means: {}, when: {imminence: hours}, to: core.consent}
  rung:
    text: "We are calling a person now."
    to: may
  may:
    ask: go
    text: "May they write to you here?"
    checkpoint: true
    choices:
      - {id: may, label: "Yes", means: {}, consent: {purpose: contact, given: true}}
      - {id: not, label: "No", means: {}, consent: {purpose: contact, given: false}}
    next:
      - {to: line}
  line:
    end: line
    text: "You can write here now."
    checkpoint: true
    choices:
      - {id: safe, label: "I am safe now", means: {}, to: core.when}
"""

MENU = """
format: 1
flow: menu
source_language: en
global: {start: core.welcome, menu: menu, hide: hidden, danger: danger.card, person: person, delete: delete}
words: {danger: "danger|help me", person: "person|human"}
steps:
  menu:
    ask: go
    text: "What do you need?"
    choices:
      - {id: danger, label: "Danger now", means: {}, to: danger.card}
      - {id: person, label: "Write to a person", means: {}, to: person}
      - {id: delete, label: "Delete", means: {}, to: delete}
      - {id: back_to, label: "Go back", means: {}, to: _back}
  person:
    ask: go
    text: "May an officer read this?"
    choices:
      - {id: agree, label: "Yes", means: {}, consent: {purpose: alert, given: true}, do: [alert], to: danger.rung}
      - {id: no_thanks, label: "No", means: {}, to: _back}
  delete:
    ask: go
    text: "What shall we delete?"
    choices:
      - {id: all, label: "Everything", means: {}, to: core.wiped}
      - {id: back_to, label: "Nothing", means: {}, to: _back}
  hidden:
    end: hidden
    do: [hide]
    checkpoint: true
"""

TEXTS = {"core": CORE, "danger": DANGER, "menu": MENU}


def release(**changed: str) -> Release:
    """The small release, with some of its files replaced."""
    return load_release(TEXTS | changed, FIELDS)


class Talk:
    """A talk that is written down and read back between every two inputs, as in life."""

    def __init__(self, of: Release | None = None, at: str | None = None) -> None:
        self.release = of or release()
        self.now = 1_000
        self.session, self.events = start(self.release, "en", self.now, at)
        self.screens = [event for event in self.events if isinstance(event, Asked)]

    def put(self, given: Input) -> list[Event]:
        """One input."""
        self.now += 1
        stored = Session.from_json(self.session.to_json())
        assert stored == self.session
        self.session, self.events = resume(self.release, stored, given, self.now)
        self.screens += [event for event in self.events if isinstance(event, Asked)]
        return self.events

    def tap(self, *choices: str) -> list[Event]:
        """Tap these buttons, one after the other, each on the present screen."""
        for choice in choices:
            self.put(Tap(self.session.seq, choice))
        return self.events

    @property
    def asked(self) -> Asked:
        """The last screen."""
        return self.screens[-1]

    @property
    def shown(self) -> list[str]:
        """The ids of its rows."""
        return [row.id for row in self.asked.choices]
