"""What a turn does to a person's case: its keys, parts and alerts, the talk it stands in, and the officers it calls.

Both chats stand on it and it knows neither. Everything runs inside one transaction of the store and touches nothing
but SQL and CPU. It holds the vault (with `bot.wiring` and one command), and knows neither Telegram's library nor the
network.
"""
