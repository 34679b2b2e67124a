"""From the desk's rows to an edition: compose, publish, schedule, withdraw, translate, approve.

It must not know a reader's page. ``rules`` say what a story must pass, ``files`` keep stories as files."""
