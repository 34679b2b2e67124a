"""Stories as files: fixtures in and out of the desk.

It must not publish, nor overwrite an editor's work unless it is told to."""
