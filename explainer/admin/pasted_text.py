"""The text of a source, pasted into the form in which the source is made: one form, and on to marking.

It must not show or change a text that is there; its own page does.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect

from explainer.language.source_texts import LONGEST, kept
from explainer.models import Source

from .forms import DeskForm
from .source_places import text_url
from .source_texts import SourceTextPages

BOX = "its_text"
FIELDSET: Any = (
    "Its text",
    {
        "fields": (BOX,),
        "description": "As printed, whole or a part: from it you make statements by marking words. It is kept at the "
        "desk alone, in no edition, and can be deleted.",
    },
)


class NewSourceForm(DeskForm):
    its_text = forms.CharField(
        label="Text", required=False, strip=False, widget=forms.Textarea({"rows": 8, "class": "vLargeTextField"})
    )

    def clean_its_text(self) -> str:
        pasted = kept(self.cleaned_data[BOX])
        if len(pasted) > LONGEST:
            sentence = f"Too long: {len(pasted):,} characters, and at most {LONGEST:,} are kept. Paste a part of it."
            raise ValidationError(sentence)
        return pasted if any(map(str.isalnum, pasted)) else ""


class PastedTextAdmin(SourceTextPages):
    def takes_text(self, request: HttpRequest, source: Source | None) -> bool:
        return source is None and request.user.has_perms(("explainer.add_sourcetext", "explainer.view_sourcetext"))

    def get_form(self, request: HttpRequest, obj: Source | None = None, change: bool = False, **kwargs: Any) -> Any:
        if self.takes_text(request, obj):
            kwargs["form"] = NewSourceForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Source | None = None) -> Any:
        """The text stands after what the source is, before what is rare."""
        fieldsets = list(super().get_fieldsets(request, obj))
        if self.takes_text(request, obj):
            fieldsets.insert(1, FIELDSET)
        return fieldsets

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if pasted := "" if change else form.cleaned_data.get(BOX, ""):
            self.keep(request, form.instance, None, pasted)

    def response_post_save_add(self, request: HttpRequest, obj: Source) -> HttpResponseRedirect:
        """On to marking, where there is something to mark."""
        if self.takes_text(request, None) and request.POST.get(BOX, "").strip():
            return HttpResponseRedirect(text_url(obj))
        return super().response_post_save_add(request, obj)
