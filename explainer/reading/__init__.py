"""Which edition a reader reads, and what is read of it.

It must not reach the desk's rows; it knows ``models.editions`` alone."""
