"""The published shape of a story, the public contract, and what changed between two of them, in words.

It must not know the database, a template or an address."""
