"""Notes between editors: the pages on which they are written and answered, and what forms and previews show of them.

They must not be shown to anybody who is not at the desk.
"""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.text import capfirst

from explainer.desk import editor_notes
from explainer.models import EditorNote, Story
from explainer.models.editor_notes import WORDS_LENGTH

from .forms import is_key
from .guard import change_url
from .own_pages import WRITE, at_the_desk, colleagues, line_of, own_page
from .typed import ModelChoiceField
from .where_used import stories_of

MOST = 50  # notes of each kind that are listed
PREVIEW = re.compile(r"/preview/([-a-zA-Z0-9_]+)/(?:[-a-zA-Z0-9_./]*)")


class NoteForm(forms.Form):
    required_css_class = "required"
    field = forms.ChoiceField(label="About", required=False)
    words = forms.CharField(
        label="Note", max_length=WORDS_LENGTH, widget=forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"})
    )
    to: ModelChoiceField[Any] = ModelChoiceField(
        None, label="Assign to", required=False, empty_label="Nobody yet",
        help_text="To ask somebody to look at it with you. They are told.",
    )  # fmt: skip

    def __init__(self, *args: Any, fields: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["field"]).choices = [("", "All of it"), *fields]
        cast(Any, self.fields["to"]).queryset = colleagues()
        if not fields:
            del self.fields["field"]


def notes_on(row: Model | None, user: Any) -> dict[str, Any]:
    """What a form shows of the notes on its row. Two queries; none where there is no row yet."""
    if row is None or row.pk is None or not user.has_perm(WRITE):
        return {}
    kind = str(row._meta.model_name)
    every = EditorNote.objects.on_row(kind, row.pk)
    rows = list(every.open().with_answers().latest_first()[:MOST])
    return {"open_ones": rows, "count": len(rows), "add": f"{reverse('editor_note_add')}?kind={kind}&row={row.pk}"}


def row_at(kind: str, key: str) -> Model:
    """The row that a note is to be on; 404 for what has no form at the desk."""
    if not kind.isalpha():
        raise Http404
    try:
        model = apps.get_model("explainer", kind)
    except (LookupError, ValueError):
        raise Http404 from None
    if not admin.site.is_registered(model) or not is_key(key):
        raise Http404
    found: Model = get_object_or_404(cast(Any, model)._default_manager, pk=int(key))
    return found


@at_the_desk()
def add(request: HttpRequest) -> HttpResponse:
    page = request.GET.get("page", "")
    if page:
        found = PREVIEW.fullmatch(page[:401]) if len(page) <= 400 else None
        story: Story | None = get_object_or_404(Story, slug=found[1] if found else "")
        assert story
        row, fields, where = None, [], f"{story.short_title or story.title}, preview: {page}"
        back = page
    else:
        row = row_at(request.GET.get("kind", ""), request.GET.get("row", ""))
        owners = stories_of(row)
        story = owners[0] if owners else None
        fields, where = fields_of(row), f"{row._meta.verbose_name} “{row}”"
        back = change_url(row)
    form = NoteForm(
        request.POST if request.method == "POST" else None,
        fields=fields,
        initial={"field": request.GET.get("field", ""), "to": request.GET.get("to", "")},
    )
    if form.is_valid():
        said = form.cleaned_data
        called = dict(fields).get(said.get("field", ""), "")
        try:
            editor_notes.write(
                place=f"{where}{f', {called.lower()}' if called else ''}", words=said["words"], by=request.user,
                story=story, kind=str(row._meta.model_name) if row else "", row=row.pk if row else None,
                field=said.get("field", ""), page=page, to=said["to"],
            )  # fmt: skip
            messages.success(request, "Noted. Only those at the desk see it.")
            return HttpResponseRedirect(back)
        except editor_notes.NotNoted as refusal:
            form.add_error("words", str(refusal))
    context: dict[str, Any] = {"form": form, "where": where, "back": back}
    return own_page(request, "admin/explainer/notes/add.html", "Write a note", context)


def fields_of(row: Model) -> list[tuple[str, str]]:
    """The fields of a row that have words, with what its form calls them."""
    kept = (field for field in row._meta.get_fields() if getattr(field, "editable", False) and field.name != "id")
    return [(field.name, capfirst(str(getattr(field, "verbose_name", field.name)))) for field in kept]


@at_the_desk()
def listed(request: HttpRequest) -> HttpResponse:
    notes = EditorNote.objects.with_answers().latest_first()
    story = request.GET.get("story", "")
    if story:
        notes = notes.of_story(get_object_or_404(Story, pk=int(story) if is_key(story) else 0))
    context: dict[str, Any] = {
        "mine": list(notes.open().assigned_to(request.user)[:MOST]),
        "others": list(notes.open().exclude(assigned_to=request.user.pk)[:MOST]),
        "closed": list(notes.closed()[:MOST]),
        "story": Story.objects.filter(pk=int(story)).first() if story else None,
    }
    return own_page(request, "admin/explainer/notes/list.html", "Notes between editors", context)


@at_the_desk()
def one(request: HttpRequest, pk: int) -> HttpResponse:
    note = get_object_or_404(EditorNote.objects.with_answers(), pk=pk)
    if request.method == "POST":
        try:
            messages.success(request, act(request, note))
        except editor_notes.NotNoted as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(editor_notes.address_of(note))
    context: dict[str, Any] = {"note": note, "leads_to": leads_to(note), "colleagues": list(colleagues()[:200])}
    return own_page(request, "admin/explainer/notes/one.html", f"Note on {note.place}", context)


def act(request: HttpRequest, note: EditorNote) -> str:
    by = request.user
    if "_close" in request.POST:
        if line_of(request, "words").strip():
            editor_notes.answer(note, words=line_of(request, "words"), by=by)
        editor_notes.close(note, by=by)
        return "Closed."
    if "_open" in request.POST:
        editor_notes.open_again(note)
        return "Open again."
    if "_assign" in request.POST:
        chosen = request.POST.get("to", "")
        to = colleagues().filter(pk=int(chosen)).first() if is_key(chosen) else None
        editor_notes.assign(note, to=to, by=by)
        return f"Assigned to {to}." if to else "Assigned to nobody."
    editor_notes.answer(note, words=line_of(request, "words"), by=by)
    return "Answered."


def leads_to(note: EditorNote) -> str:
    """The form or the page of the preview that a note is on; empty where its row is gone."""
    if note.page:
        return note.page
    try:
        return change_url(row_at(note.kind, str(note.row)))
    except Http404:
        return ""


urlpatterns = [
    path("notes/", listed, name="editor_notes"),
    path("notes/add/", add, name="editor_note_add"),
    path("notes/<int:pk>/", one, name="editor_note"),
]
