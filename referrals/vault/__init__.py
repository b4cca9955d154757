"""The one door to everything sealed: bytes in, bytes out; the vault holds no state but the keys it is handed.

Others import from here and from nowhere inside. What is not listed below is not meant for them.
"""

from referrals.vault.beats import CARD_ONLY, WELL, beat, heard
from referrals.vault.codes import Code
from referrals.vault.keys import IndexKey, Keyring, ServerKey, lane_of, tag_of, wrapped_by
from referrals.vault.plaintext import Plaintext
from referrals.vault.primitives import (
    age_decrypt,
    age_encrypt,
    age_keypair,
    check_recipient,
    public_line,
    ssh_sign,
    ssh_signer,
    word_hash,
    word_matches,
    word_salt,
    words_matching,
)
from referrals.vault.primitives import random_bytes as random_key_bytes
from referrals.vault.readers import is_sealed, keep_sealed, readers_of
from referrals.vault.roster import Entry as RosterEntry
from referrals.vault.roster import Roster
from referrals.vault.sealing import Stripped, fetched_case, open_case, open_row, seal_part, seal_row, strip_part
from referrals.vault.summons import Summons, open_summons, seal_summons
from referrals.vault.waking import wake_secret, wake_signature

__all__ = [
    "CARD_ONLY",
    "WELL",
    "Code",
    "IndexKey",
    "Keyring",
    "Plaintext",
    "Roster",
    "RosterEntry",
    "ServerKey",
    "Stripped",
    "Summons",
    "age_decrypt",
    "age_encrypt",
    "age_keypair",
    "beat",
    "check_recipient",
    "fetched_case",
    "heard",
    "is_sealed",
    "keep_sealed",
    "lane_of",
    "open_case",
    "open_row",
    "open_summons",
    "public_line",
    "random_key_bytes",
    "readers_of",
    "seal_part",
    "seal_row",
    "seal_summons",
    "ssh_sign",
    "ssh_signer",
    "strip_part",
    "tag_of",
    "wake_secret",
    "wake_signature",
    "word_hash",
    "word_matches",
    "word_salt",
    "words_matching",
    "wrapped_by",
]
