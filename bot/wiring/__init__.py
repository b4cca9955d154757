"""The circuit plan: every part is made here, then joined. No rule lives here.

`parts` are what the conversation works with, `ends` what hangs on each bot's line to Telegram; `service` joins them to
one running bot, and `process` is `amparo run` around it.
"""

from bot.wiring.ends import HOOKS, SOURCES
from bot.wiring.parts import Parts, page_address, parts_of
from bot.wiring.process import run, serve
from bot.wiring.service import Service

__all__ = ["HOOKS", "SOURCES", "Parts", "Service", "page_address", "parts_of", "run", "serve"]
