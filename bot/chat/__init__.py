"""All Telegram, and the only importer of its library: reading what came, sending what is wanted, within its limits."""
