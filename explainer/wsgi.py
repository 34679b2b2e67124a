"""The WSGI callable, for hosts that cannot run ASGI.

It must not differ from ``explainer.asgi`` in what it serves."""

import os

from django.core.wsgi import get_wsgi_application

from explainer.serving import patience

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "explainer.settings")
application = get_wsgi_application()
patience.serve()
