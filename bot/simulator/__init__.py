"""A Telegram Bot API on loopback for the demo and the suite; it imports nothing else of this project.

What it promises and what it leaves out stands in `bot/simulator/README.md`.
"""

from bot.simulator.botapi import Recorded
from bot.simulator.driver import Person, Pressed
from bot.simulator.people import Attached
from bot.simulator.simulator import Simulator
from bot.simulator.views import Bubble

__all__ = ["Attached", "Bubble", "Person", "Pressed", "Recorded", "Simulator"]
