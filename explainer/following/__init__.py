"""For those who come back: what changed in substance and when, as feeds, a calendar and a list of corrections.

It must not know the desk, nor say whether a change is good."""
