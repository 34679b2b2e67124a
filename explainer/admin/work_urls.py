"""The addresses of the desk's front page, of stories' workplaces and of help.

It must not route anything that who is not staff may open.
"""

from django.contrib import admin
from django.urls import path

from . import front, help_pages, workplace

_staff = admin.site.admin_view
_WORK = "explainer/story/<int:pk>/work/"

urlpatterns = [
    path("", _staff(front.front), name="desk-front"),
    path("front/<int:pk>/", _staff(front.card), name="desk-card"),
    path("help/", _staff(help_pages.page), name="desk-help"),
    path("help/<slug:name>/", _staff(help_pages.page), name="desk-help-page"),
    path(_WORK, _staff(workplace.work), name="story-work"),
    path(f"{_WORK}at/", _staff(workplace.at)),
    path(f"{_WORK}at/<str:section>", _staff(workplace.at)),
    path(f"{_WORK}at/<str:section>/<str:key>", _staff(workplace.at)),
]
