"""What the service is made of, before it runs: the conversation's tools, from an installation and its settings.

Only here do the operator's settings become what the domain works with. Commands that change something build the same
parts as the running bot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from bot import hours, shelf
from bot.casework.epochs import Epochs
from bot.casework.seals import Seals
from bot.casework.tools import Operator, Tools, Withdrawals
from bot.clock import Clock
from bot.installation import Installation
from bot.places import Places
from bot.publishing import publish
from bot.settings import Settings
from bot.store import Store
from bot.web import bundle
from bot.web.pages import PATH
from bot.wording import Words
from referrals import retention
from referrals.ladder import DEFAULT, Rungs, Schedule

HOUR: Final = 3600


@dataclass(frozen=True)
class Parts:
    """What every end of the service works with."""

    store: Store
    tools: Tools
    seals: Seals
    clock: Clock
    on_fault: Callable[[str], None]


def parts_of(installation: Installation, clock: Clock, on_fault: Callable[[str], None], *, demo: bool = False) -> Parts:
    """Build the conversation's tools from an installation."""
    settings = installation.settings
    organisation = settings.organisation
    words = Words.load()
    places = Places(settings.server_key_file.parent, words, organisation.line_number)
    tools = Tools(
        keyring=installation.keyring,
        keys=installation.keys,
        epochs=Epochs(installation.keys),
        words=words,
        releases=publish(installation.store, clock.now()),
        languages=tuple(one for one in organisation.languages if one in words.languages) or words.languages,
        directory=places.directory,
        triage=shelf.load_directory().triage,
        numbers=places.numbers,
        roster=installation.roster,
        withdrawals=Withdrawals(places.version, places.gone, places.called),
        operator=Operator(organisation.name, organisation.address, demo, organisation.country),
        schedule=schedule(settings),
        zone=organisation.timezone,
        digest_at=(*settings.ladder.quiet_at, "")[0],
        terms=terms(settings),
        page=page_address(settings),
        silence={"T0": settings.ladder.t0_silence, "T1": settings.ladder.t1_silence},
    )
    return Parts(installation.store, tools, Seals(installation.keys), clock, on_fault)


def page_address(settings: Settings) -> str:
    """Where the sealed page is for a person: nowhere, if no address is set or it was not built."""
    base = settings.page_origin or settings.public_url
    return f"{base.rstrip('/')}{PATH}" if base and bundle.is_built() else ""


def schedule(settings: Settings) -> Schedule:
    """The operator's own steps of ringing."""
    ladder, default = settings.ladder, DEFAULT.rungs
    t0 = Rungs(ladder.t0_every, ladder.t0_second, ladder.t0_everyone, ladder.t0_last, ladder.t0_endless)
    t1 = Rungs(ladder.t1_every, ladder.t1_second, ladder.t1_everyone, ladder.t1_last, ladder.t1_endless)
    t2 = replace(default["T2"], second=ladder.t2_everyone // 2, everyone=ladder.t2_everyone, last=ladder.t2_last)
    later = dict.fromkeys(("T2", "T3", "TX"), ladder.t2_pause)
    return Schedule(
        {**default, "T0": t0, "T1": t1, "T2": t2},
        {"T0": ladder.t0_pause, "T1": ladder.t1_pause, **later},
        hours.next_quiet(ladder.quiet_at, settings.organisation.timezone),
    )


def terms(settings: Settings) -> retention.Terms:
    """The operator's own terms, none longer than what the texts promise."""
    return retention.Terms.of(
        {
            "draft": settings.retention.draft_hours * HOUR,
            "draft_key": settings.retention.draft_key_hours * HOUR,
            "alert": settings.retention.alert_hours * HOUR,
            "erasing": settings.retention.erase_hours * HOUR,
        }
    )
