"""A published story in the words of schema.org, as JSON-LD 1.1 (W3C): whole, or one thing of it with what it names."""
