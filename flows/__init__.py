"""The conversation engine: values in, values out. How to talk; nothing of help, Telegram, SQL, files or clocks.

The doors: `flows.loading` (files into a release), `flows.session` (a talk), `flows.inspection` (what is wrong with a
release), `flows.graph` (its drawing), `flows.stories` (its tests).
"""
