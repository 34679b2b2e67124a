"""The site as it ships, but that a reader waits for the database as long as it takes: no busy machine lets him go.

It must not change anything else: what readers see while a database does not answer is tried elsewhere."""

from explainer.asgi import application  # noqa: F401 -- the first, for it sets Django up

from explainer.serving import freshness  # isort: skip

freshness.PATIENCE = 60.0  # seconds; 0.3 of them can pass on a busy machine before any process has its turn
