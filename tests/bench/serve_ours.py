"""The product behind its webhook, as `amparo run` builds it, in a fresh folder: what the bench measures.

    python -m tests.bench.serve_ours PORT API FOLDER quick
    python -m tests.bench.serve_ours PORT API FOLDER paced OFFICERS WAITING

Only in `quick` the sender's pace is lifted, for an update's CPU cannot be measured at thirty a second. `paced` keeps
it, enrols officers, and at a signal lets so many defenders' screens wait.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import uvloop

from bot import installation as installing
from bot import wiring
from bot.casework import officers
from bot.casework.seals import seal_json
from bot.casework.turn import DEFENDERS, OFFICERS
from bot.chat.pacing import Pace
from bot.clock import SystemClock
from bot.settings import Settings, load
from bot.store import Connection, screens
from bot.store import officers as officer_rows
from bot.wiring import HOOKS, Service
from referrals.vault import RosterEntry, age_keypair, lane_of
from tests.bench.children import SECRET
from tests.bench.stub import Api, Stub

TOKENS = {DEFENDERS: "100001:" + "a" * 35, OFFICERS: "100002:" + "b" * 35}
PUBLIC = "https://bench.example"
FIRST_OFFICER = 900_000
FIRST_WAITING = 10_000_000
CROWDED = "crowded"
"""The file that says that the crowd waits."""


def settings_for(folder: Path, port: int, api: str) -> Settings:
    """A webhook installation in this folder; nothing else of it differs from the defaults."""
    return load(
        bot_token=TOKENS[DEFENDERS], officer_bot_token=TOKENS[OFFICERS], telegram_api=api,
        database_url=f"sqlite:///{folder}/amparo.db", keystore=folder / "keys.db",
        server_key_file=folder / "server-keys.json", public_url=PUBLIC, webhook_secret=SECRET,
        public_bind=f"127.0.0.1:{port}", private_bind="127.0.0.1:0",
    )  # fmt: skip


def bots(stub: Stub) -> tuple[Api, Api]:
    """What our two bots did, with the webhooks that we look for at Telegram."""
    found = []
    for source, token in TOKENS.items():
        api = stub.api(token)
        api.webhook = f"{PUBLIC}{HOOKS[source]}"
        found.append(api)
    return found[0], found[1]


def lift_pace(service: Service) -> None:
    """Let the senders speak as fast as they can."""
    for sender in service.senders.values():
        sender._pace = Pace(time.monotonic, per_chat=1e6, overall=1e6, burst=10_000)


def enrol(service: Service, count: int) -> None:
    """Make officers who have already pressed Start."""
    place, tools, now = service.installation, service.parts.tools, service.clock.now()
    for number in range(count):
        name, account = f"officer-{number}", FIRST_OFFICER + number
        _, recipient = age_keypair()
        roster = place.last_roster()
        place.write_roster(roster.successor((*roster.entries, RosterEntry(name, recipient, ("all",))), now))
        body = {"name": name, "recipient": recipient, "language": "en", "chat": account}
        key, sealed = officers.seal_officer(tools, name, 0, body)
        lane = lane_of(tools.keyring.index, OFFICERS, account)
        service.parts.store.transact(
            lambda c, put=(name, key, sealed, now, lane): officer_rows.put(  # type: ignore[misc]
                c, *put[:4], state=officers.ACTIVE, lane=put[4]
            )
        ).result()


def crowd(service: Service, count: int) -> None:
    """Let screens of so many other defenders wait to be sent."""
    tools, now = service.parts.tools, service.clock.now()
    name, key = tools.epochs.present(now)

    def work(c: Connection) -> None:
        for person in range(FIRST_WAITING, FIRST_WAITING + count):
            content = {"chat": person, "text": "Could someone hurt you, or take you away?", "rows": []}
            screens.put(
                c, lane_of(tools.keyring.index, DEFENDERS, person), DEFENDERS,
                lambda row, version, content=content: seal_json(key, "screens", str(row), version, content),  # type: ignore[misc]
                name, screens.ANSWER, now,
            )  # fmt: skip

    service.parts.store.transact(work).result()


async def serve(service: Service, crowding: Callable[[], None]) -> None:
    """Serve until ended; the signal USR1 lets the crowd in."""
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, lambda: threading.Thread(target=crowding).start())
    await wiring.serve(service)


def main() -> None:
    port, api, folder, how, *numbers = sys.argv[1:]
    settings, clock = settings_for(Path(folder), int(port), api), SystemClock()
    installing.make(settings, clock)
    service = Service(installing.open_(settings, clock), clock)

    def crowding() -> None:
        crowd(service, int(numbers[1]))
        (Path(folder) / CROWDED).touch()

    if how == "quick":
        lift_pace(service)
        enrol(service, 1)  # without anybody to seal to only the card is shown
    else:
        enrol(service, int(numbers[0]))
    uvloop.run(serve(service, crowding))


if __name__ == "__main__":
    main()
