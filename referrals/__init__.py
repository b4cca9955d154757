"""The domain of help: what a case is, whom it may be referred to and who must be woken, as pure values.

It knows neither Telegram, SQL, HTTP, files nor clocks; only `referrals.vault` may touch cryptography, and
nothing is re-exported here, so that whoever needs the vault says so.
"""
