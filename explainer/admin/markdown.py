"""What an editor's Markdown will look like, while it is being written.

It stands in for django-markdownx's own addresses, which render and store files for anybody; those must
never be routed.
"""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from explainer.language.text import LONGEST, render


@never_cache
@require_POST
def markdown_preview(request: HttpRequest) -> HttpResponse:
    """The ``content`` that was sent, as safe HTML; 403 to all but staff, 400 without it, 413 if too long.

    The editor's script shows any answer as it is, so refusals are plain sentences and never a redirect.
    """
    if not admin.site.has_permission(request):
        return _refusal("Your session has ended. Log in again in another tab; what you wrote is still here.", 403)
    if not request.user.has_perm("explainer.view_story"):
        return _refusal("Your account has no role at the desk. An administrator can give it one.", 403)
    content = request.POST.get("content")
    if content is None:
        return _refusal("There is nothing to preview.", 400)
    if len(content) > LONGEST:
        return _refusal(f"Too long to preview: {len(content):,} characters, and at most {LONGEST:,} are read.", 413)
    return HttpResponse(render(content))


def _refusal(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
