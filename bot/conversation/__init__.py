"""The defender's chat: an update becomes a turn of a talk, and a turn becomes parts, alerts and screens.

What a turn does to a case stands in `bot.casework`; what is heard and shown stands here. The steps of a conversation
are data in `flows/catalogue`, never here.
"""
