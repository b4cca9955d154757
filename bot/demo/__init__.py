"""`amparo demo`: the whole job on this machine with invented people, on a page with phones.

Everything is the real service, over the simulator instead of Telegram and in a folder that is removed at the end.
Only here are an officer's private key and the server's rows ever in one process.
"""

from bot.demo.running import main

__all__ = ["main"]
