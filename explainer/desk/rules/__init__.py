"""What a story must pass before it is published: sentences that a person can act on.

It must not know the database; each rule reads a composed document."""
