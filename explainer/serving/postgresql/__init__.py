"""Django's PostgreSQL, for which nobody waits for ever."""
