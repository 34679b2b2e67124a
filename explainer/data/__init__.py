"""For those who take it along: the data of a published story as JSON Schema, CSV, SQLite and one package of all."""
