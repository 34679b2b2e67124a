"""What can be found in an edition, its index in the database, and one ``find()``.

It must not know the desk's rows: it finds what is published and nothing else."""
