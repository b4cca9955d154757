"""The officers' chat: taps, words, proofs, openings and phrases, each one transaction of the store.

It stands above the defender's chat, because what an officer says is shown there; nothing there knows of it.
"""
