"""The glue of the product: an update of a chat becomes a turn of a talk, and a turn becomes parts, alerts and screens.

Everything here runs inside one transaction of the store and touches nothing but SQL and CPU. It holds the vault (with
`bot.wiring` and one command), and knows neither Telegram's library nor the network.
"""
