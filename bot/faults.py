"""Every word of fault that the service counts, what it means, and what an operator does about it.

A fault is one constant word, so that logs and metrics hold nothing else; its meaning stands here, for `amparo status`
and for whoever reads a log. It does not know who raises which.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_OURS: Final = "This is a fault of the program: tell its maintainers the word, and what happened around it."
_DISK: Final = "Look at its disk, its server and its rights: amparo doctor."

MEANINGS: Final[Mapping[str, str]] = {
    # Telegram
    "telegram.away": "Telegram was not reached. Check the network, or set AMPARO_PROXY where it is blocked.",
    "polling.line": "Telegram was not reached. Check the network, or set AMPARO_PROXY where it is blocked.",
    "polling.conflict": "Somebody else asks for this bot's updates, or a webhook is set. Stop the other process; "
    "amparo telegram apply sets or removes the webhook.",
    "token.refused": "Telegram refuses a bot's token. Copy it again from BotFather into its file.",
    "webhook.elsewhere": "Telegram sends a bot's updates to another address. Somebody may have the token: revoke it "
    "at BotFather, then run: amparo telegram apply",
    "webhook.missing": "Telegram has no webhook for a bot. Run: amparo telegram apply",
    "webhook.unasked": "A webhook is set though this bot polls: who has the token? Run: amparo telegram apply",
    "webhook.updates": "Telegram does not send all kinds of updates. Run: amparo telegram apply",
    "webhook.failing": "Telegram could not deliver here in the last ten minutes. Check the address and certificate.",
    "webhook.waiting": "Many updates wait at Telegram. Check that this server answers.",
    "answer.unreadable": "Telegram answered what nobody can read. Is a proxy between? It was tried again.",
    # the stores
    "card_only": "Only the card was shown for a while: the stores, Telegram, or who could open were missing. "
    "Run: amparo doctor",
    "store.away": f"The database did not answer; the bot answered from memory and lost nothing. {_DISK}",
    "keys.absent": "The key store holds no case's key, though the database has cases. Is it the right one? "
    "If it was lost: amparo key restore",
    "rows.keyless": "Cases whose keys are gone were ended: a backup had brought them back.",
    "clock.set_back": "The machine's clock was set back. Bells rang at once; check its time service.",
    # bells
    "alert.nobody_on_duty": "An alert found nobody on duty and called everyone. See: amparo officer rota",
    "alert.key_gone": "The key of a case that calls is gone, though nobody asked for that; everyone was called. "
    "If keys were lost: amparo key restore",
    "alert.without_time": "An alert named no next time and was found; it rang at once. Who wrote to the database?",
    "alert.sealed": "The state of an alert cannot be opened; everyone was called. Run: amparo doctor",
    "officer.sealed": "An officer's row cannot be opened, so they were not called. Disable them and add them anew.",
    "officer.unreachable": "An officer's chat refuses the bot: they blocked it or left Telegram. Call them.",
    "leader.stuck": "For a minute no look at what rings came to its end: bells may be silent. Restart the bot; if it "
    "comes again, run: amparo doctor",
    "summons.not_sealed": "A bell went out without its summons: the list of officers cannot be used. "
    "Run: amparo officer roster renew",
    "wake.failed": "A wake channel did not take a ring. Check its address: amparo officer wake",
    # what goes out
    "screen.given_up": "A message that failed again and again was given up, so that those behind it could go.",
    "screen.refused": "Telegram refused a message as it was.",
    "screen.over_limit": f"A message was too long for Telegram. {_OURS}",
    "screen.sealed": "A message that waits cannot be opened just now; it is tried again.",
    "screen.spoilt": "A message that waited can never be opened: who wrote to the database?",
    "sender.fault": _OURS,
    "sweep.behind": "Messages stand in defenders' chats past their age. Check the line to Telegram.",
    "sweep.too_late": "Messages became too old for Telegram to delete.",
    # what comes in
    "update.dead": "What a person sent could not be handled three times; they were told. See: amparo status",
    "page.unheard": "Officers could not be called for what came by the sealed page; they are called again in ten "
    "minutes, until it succeeds. Is the list of officers valid? See: amparo doctor",
    "unreachable.untold": f"A chat refuses the bot, and what waited for it could not be put back. {_OURS}",
    "task.cut_off": f"A part of the service was cut off from within and began anew. {_OURS}",
    "talk.sealed": "A talk cannot be opened: it was changed past the program. It was set aside.",
    "errand.file.untold": "A file could not be fetched, nor its person told.",
    # who hears of it
    "heartbeat.lost": "The heartbeat's other end did not answer. Is amparo watch running there?",
    "mail.failed": "The mail server did not take a mail to operators. Check [mail] in amparo.toml.",
}
"""What each word means."""

KINDS: Final[Mapping[str, str]] = {
    "alert.": f"An alert could not be looked at; it comes again at once. {_OURS}",
    "closed.": f"A lane could not be handled; the person was answered from memory. {_OURS}",
    "date.": f"A date of a case could not be kept; it comes again. {_OURS}",
    "duty.": f"One of the leader's duties failed and comes again. If it is about the store: {_DISK} Else: {_OURS}",
    "errand.": "Something that needs the network failed; it is tried again, or was given up and told.",
    "handling.": f"The loop that answers people failed and goes on. {_OURS}",
    "part.": f"A part of some work failed and was undone, and all the rest was done; it comes again. {_OURS}",
    "wake.": f"A ring for a wake channel could not be posted. {_OURS}",
    "page.": f"The sealed page could not be answered. {_OURS}",
    "sweep.": "A round of deleting failed; the next one tries again.",
    "task.": f"A part of the service failed and began anew. {_OURS}",
    "update.failed.": f"What a person sent could not be handled, and is tried again. {_OURS}",
}
"""What words mean that end with the name of an error, by their beginning."""


def meaning(word: str) -> str:
    """What a word means and what to do; that it is unknown, if it is."""
    found = MEANINGS.get(word)
    if found is None:
        fitting = [begin for begin in KINDS if word.startswith(begin)]
        found = KINDS[max(fitting, key=len)] if fitting else _OURS
    return found
