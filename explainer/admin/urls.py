"""The desk's addresses beside those that Django's admin makes itself. Included under ``admin/``.

It must not route uploads: tables are sent beside their list (``many``), and the desk keeps no file.
"""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from . import held_pages, note_pages, notice_pages, request_pages, several, work_urls
from .accounts import choose_password, own_account
from .here import here
from .markdown import markdown_preview

urlpatterns: list[URLPattern | URLResolver] = [
    path("markdown/preview/", markdown_preview, name="markdown_preview"),
    path("here/", here, name="desk_here"),
    path("account/", admin.site.admin_view(own_account), name="own_account"),
    path("choose-password/<uidb64>/<token>/", choose_password, name="choose_password"),
    *work_urls.urlpatterns,
    *held_pages.urlpatterns,
    *note_pages.urlpatterns,
    *notice_pages.urlpatterns,
    *request_pages.urlpatterns,
    *several.urlpatterns,
]
if settings.SECOND_FACTOR:
    urlpatterns.append(path("", include("explainer.admin.sign_in_urls")))
