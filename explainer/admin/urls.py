"""The desk's addresses beside those that Django's admin makes itself. Included under ``admin/``.

It must not route uploads: the desk takes none.
"""

from django.urls import path

from .markdown import markdown_preview

urlpatterns = [path("markdown/preview/", markdown_preview, name="markdown_preview")]
