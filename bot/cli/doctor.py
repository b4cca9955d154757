"""`amparo doctor`: every guarantee that the program stands on, and for each fault the fix.

Each check is one small function that looks and changes nothing. `wrong` ends with 1; `note` is what an operator ought
to know and may choose. It does not repair anything.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Final

import typer

from bot import shelf
from bot.casework.turn import DEFENDERS, OFFICERS
from bot.cli.doctor_team import children, notes, people, roster, shifts_, true_bot, wakes
from bot.cli.findings import NOTE, OK, WRONG, Finding
from bot.cli.locale import texts
from bot.cli.shell import AsJson, Opened, opened, print_json
from bot.settings import Settings, SettingsRefused, load
from bot.store import StoreError, alerts, inbox, messages, record
from bot.store.keycopies import newest_copy
from bot.web import bundle
from bot.wiring import page_address
from bot.wording import catalogs
from referrals import retention
from referrals.directory import CHECKED, STALE
from referrals.errors import DirectoryFault, ReferralError

COPY_AGE: Final = 3600
LATE: Final = 3600
"""An hour past its age a message ought to have been swept."""


def doctor(as_json: AsJson = False) -> None:
    """Check every guarantee and say the fix for each fault; ends with 1 if something is wrong."""
    findings = list(examine())
    if as_json:
        print_json([asdict(one) for one in findings])
    else:
        for one in findings:
            mark = {OK: "ok   ", NOTE: "note ", WRONG: "WRONG"}[one.state]
            typer.echo(f"{mark} {one.check}: {one.found}" + (f"\n      {one.fix}" if one.fix else ""))
    raise typer.Exit(1 if any(one.state == WRONG for one in findings) else 0)


def examine() -> Iterator[Finding]:
    """Every finding; a fault that hides the rest ends the list, since what it hides cannot be judged."""
    try:
        settings = load()
    except SettingsRefused as fault:
        yield from (Finding("settings", WRONG, f"{p.setting}: {p.what}", p.fix) for p in fault.problems)
        return
    yield Finding("settings", OK, "read and safe")
    yield from tokens(settings)
    yield page(settings)
    try:
        with opened(settings, tools=True) as at:
            yield from _guarded(at)
    except SettingsRefused as fault:
        yield from (Finding("installation", WRONG, f"{p.setting}: {p.what}", p.fix) for p in fault.problems)
    except StoreError as fault:
        yield Finding("database", WRONG, str(fault), "Run amparo init if this is a new installation.")


def page(settings: Settings) -> Finding:
    """Whether people can be led to the sealed page."""
    if not bundle.is_built():
        return Finding("locked page", NOTE, "it was not built here, so no screen leads to it", "Run: make setup")
    if not (settings.page_origin or settings.public_url):
        fix = "Set AMPARO_PAGE_ORIGIN to the https or onion address that leads to AMPARO_PUBLIC_BIND."
        return Finding("locked page", NOTE, "it has no address, so no screen leads to it", fix)
    return Finding("locked page", OK, f"at {page_address(settings)}")


def _guarded(at: Opened) -> Iterator[Finding]:
    yield Finding("key file", OK, "for its owner alone, and the one that the key store was made with")
    yield Finding("key store", OK, "rollback journal that is overwritten, FULL, secure_delete, apart from the database")
    yield Finding("database", OK, "WAL, FULL, secure_delete, at this program's tables")
    for check in CHECKS:
        try:
            yield from check(at)
        except (ReferralError, StoreError) as fault:
            yield Finding(check.__name__.strip("_").replace("_", " "), WRONG, str(fault), getattr(fault, "advice", ""))


# -- settings and files


def tokens(settings: Settings) -> Iterator[Finding]:
    """Tokens of both bots, and the webhook's secret; what they may not be, the settings have refused."""
    if settings.bot_token is None:
        yield Finding("bot", WRONG, "no token", "Set AMPARO_BOT_TOKEN_FILE to a file with BotFather's token.")
    else:
        yield Finding("bot", OK, "has a token")
    if settings.officer_bot_token is None:
        yield Finding("officers' bot", WRONG, "no bells: officers are called through a bot of their own",
                      "Make a second bot with BotFather and set AMPARO_OFFICER_BOT_TOKEN_FILE. "
                      "One bot for both would show defenders' chats on a seized officer's phone.")  # fmt: skip
    else:
        yield Finding("officers' bot", OK, "has a token of its own")
    way = "webhook, with its secret" if settings.webhook else "polling; no address is open to the network"
    yield Finding("updates", OK, way)


def folder(at: Opened) -> Iterator[Finding]:
    """Whether others can look into the folder of the keys."""
    place = at.settings.server_key_file.absolute().parent
    if stat.S_IMODE(place.stat().st_mode) & 0o077:
        yield Finding(
            "folder", NOTE, f"others can look into {place}, though not into its files", f"Run: chmod 700 {place}"
        )
    else:
        yield Finding("folder", OK, "for its owner alone")


def recovery(at: Opened) -> Iterator[Finding]:
    """Whether keys can be restored: recipients, the age of the copies, and where they lie."""
    if not at.installation.recovery():
        yield Finding("recovery", WRONG, "no copy of the keys can be made", "Run: amparo key recovery --renew")
        return
    newest = newest_copy(at.installation.copies)
    age = None if newest is None else int(at.clock.now() - newest.stat().st_mtime)
    if age is None:
        yield Finding("recovery", WRONG, "there is no copy of the keys", "Run: amparo key copy")
    elif age > COPY_AGE:
        fix = "The running bot copies every 15 minutes. Start it, or run: amparo key copy"
        yield Finding("recovery", WRONG, f"the newest copy of the keys is {age // 60} minutes old", fix)
    else:
        yield Finding("recovery", OK, f"the newest copy of the keys is {age // 60} minutes old")
    copies = at.installation.copies
    if copies.is_dir() and copies.stat().st_dev == at.settings.keystore.stat().st_dev:
        fix = f"Mount another medium at {copies}, never that of the database's backup."
        yield Finding("copies", NOTE, "they lie on the disk of the key store and die with it", fix)


# -- what defenders are shown


def places(at: Opened) -> Iterator[Finding]:
    """Places and numbers that this operator has checked; with none, a defender is shown nobody to call."""
    directory = at.store.read(at.tools.directory)
    today = datetime.fromtimestamp(at.now, UTC).date()
    lights = [directory.light(one.id, today) for one in directory.mechanisms]
    checked, stale = lights.count(CHECKED), lights.count(STALE)
    checks = at.settings.server_key_file.with_name("checks.yaml")
    fix = f"Run: amparo referral check --by YOUR_NAME --checks {checks}"
    state = WRONG if not checked else NOTE if stale else OK
    yield Finding(
        "places", state, f"{checked} checked here, {stale} stale, {len(lights)} shipped", "" if state == OK else fix
    )
    local = at.settings.server_key_file.parent / "local"
    try:
        numbers = shelf.local_numbers(local) if local.is_dir() else ()
    except DirectoryFault as fault:
        yield Finding("numbers", WRONG, str(fault), "Correct that line; until then no number is shown.")
        return
    yield Finding("numbers", OK if numbers else WRONG, f"{len(numbers)} local emergency numbers",
                  "" if numbers else f"Write {local}/<COUNTRY>.yaml, or run amparo init on a terminal.")  # fmt: skip


def languages(at: Opened) -> Iterator[Finding]:
    """Which languages were asked for and are not there, and which nobody has read."""
    absent = [one for one in at.settings.organisation.languages if one not in at.tools.words.languages]
    if absent:
        yield Finding("languages", WRONG, f"switched on, but there are no texts in: {', '.join(absent)}",
                      f"Choose among {', '.join(at.tools.words.languages)}, in [organisation].")  # fmt: skip
    known = texts()
    for one in at.tools.languages:
        if lacks := len(catalogs.gaps(known, catalogs.read(catalogs.folder(), one))):
            fix = f"Translate them (amparo locale coverage shows which), or take {one} out of [organisation]."
            yield Finding("languages", WRONG, f"{lacks} texts in {one} are missing: they would be in English", fix)
    unread = [one for one in at.tools.languages if len(at.tools.words.read_by(one)) < 2]
    if unread:
        yield Finding("languages", NOTE, f"read by fewer than two persons: {', '.join(unread)}",
                      "Two readers of each sign: amparo locale approve LANGUAGE --reader NAME")  # fmt: skip
    else:
        yield Finding("languages", OK, f"read by two persons each: {', '.join(at.tools.languages)}")


# -- what goes on


def sweep(at: Opened) -> Iterator[Finding]:
    """Whether messages leave the chats in time."""
    ages = {DEFENDERS: retention.MESSAGE, OFFICERS: retention.SUMMONS}
    late = sum(len(at.store.read(lambda c, b=bot, a=age: messages.older(c, b, at.now - a - LATE)))  # type: ignore[misc]
               for bot, age in ages.items())  # fmt: skip
    if late:
        yield Finding("sweep", WRONG, f"{late} messages stand in chats past their age",
                      "Start the bot; after 48 hours Telegram lets nobody delete them any more.")  # fmt: skip
    else:
        yield Finding("sweep", OK, "no message stands past its age")


def letters(at: Opened) -> Iterator[Finding]:
    """Updates that could not be handled in three tries."""
    dead = len(at.store.read(inbox.dead))
    fix = "Their persons were told. Report the fault words of the log; they hold no content."
    yield Finding("dead letters", WRONG if dead else OK, f"{dead} could not be handled", fix if dead else "")


def chain(at: Opened) -> Iterator[Finding]:
    """Whether the record is chained, as it is within seconds while a bot runs."""
    late = [one for one in at.store.read(record.unchained) if one.at < at.now - 2 * LATE]
    fix = "Start the bot; its leader chains the record. Then: amparo audit verify"
    yield Finding("record", NOTE if late else OK, f"{len(late)} old entries are not chained", fix if late else "")


def ringing(at: Opened) -> Iterator[Finding]:
    """Alerts that nobody has answered for an hour."""
    old = [one for one in at.store.read(alerts.open_) if one.opened < at.now - LATE]
    fix = "See: amparo case list. Write: amparo case reply ID"
    yield Finding("alerts", WRONG if old else OK, f"{len(old)} unanswered for an hour", fix if old else "")


def heartbeat(at: Opened) -> Iterator[Finding]:
    """Whether another machine would notice that this one fell silent."""
    line = f"amparo watch --key '{at.installation.keyring.public}' --command …"
    if at.settings.heartbeat_url is None:
        fix = f"On another machine: {line}. Here: set AMPARO_HEARTBEAT_URL to its address."
        yield Finding("heartbeat", NOTE, "nobody notices if this machine falls silent", fix)
    else:
        yield Finding("heartbeat", OK, f"a beat goes out every minute; its other end: {line}")


CHECKS: Final[tuple[Callable[[Opened], Iterator[Finding]], ...]] = (
    folder, recovery, roster, true_bot, people, children, shifts_, notes, wakes, places, languages, sweep, letters,
    chain, ringing, heartbeat,
)  # fmt: skip
