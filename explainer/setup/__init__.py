"""The environment, read once; a start that is refused says why in one sentence.

It must not import anything of ours: all else stands on it."""
