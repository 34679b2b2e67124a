"""What pages show, worked out from one edition: indexes, timeline, phase diagram, facets, comparisons, balance.

It must not know the database, the clock or an address."""
