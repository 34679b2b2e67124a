"""A statement made beside the text of a source: tried, saved once, and told; or refused, with what to do.

It must not lose what was typed, nor save anything half.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.http import urlencode

from explainer.desk import from_source
from explainer.desk.source_texts import cut_anew
from explainer.language.marked_words import Marked
from explainer.language.source_texts import LONGEST, touching
from explainer.language.text import tidy
from explainer.models import Actor, Source, SourceMark, SourceText, Statement
from explainer.models.source_texts import named

from .base import change_url
from .remembering import WORKED_ON
from .source_form import WordsForm
from .source_pages import SourcePages
from .source_places import by_script, marked_again, story_of, text_url

TRIES = 3  # where two editors take the same address at once
LOST = "Mark the words again; what you typed stays."


class SourceStatements(SourcePages):
    def save_statement(self, request: HttpRequest, source: Source) -> HttpResponse:
        if not request.user.has_perm("explainer.add_statement"):
            raise PermissionDenied
        for last in reversed(range(TRIES)):
            try:
                with self.create_revision(request):
                    text = SourceText.objects.locked(source)
                    if text is None:
                        return self.gone(request, source)
                    text.source = source
                    form, made = self.tried(request, text)
                    if made is None:
                        transaction.set_rollback(True)
                break
            except IntegrityError:  # somebody else took the same address meanwhile
                if not last:
                    raise
        assert text is not None  # or it was answered above
        if made is None:
            return self.refused(request, text, form)
        return self.saved(request, text, made, form.marked)

    def tried(self, request: HttpRequest, text: SourceText) -> tuple[WordsForm, Statement | None]:
        story = story_of(request, text.source)
        if story is None:
            raise Http404("There is no such story at the desk.")
        words = tidy(request.POST.get("words", ""))[:LONGEST]
        found, replaced = marked_again(request.POST, text, words)
        form = WordsForm(request.POST, kept=text, marked=found or Marked(0, 0, words, "", ()), story=story)
        form.is_valid()
        if replaced:
            form.add_error(None, self.replaced(text, found))
        elif found is None:
            form.add_error(None, f"No words are marked. {LOST}")
        if form.errors:
            return form, None
        try:
            return form, self.made(request, text, form)
        except ValidationError as error:
            for name, problems in _by_field(error).items():
                form.add_error(name if name in form.fields else None, problems)
        return form, None

    def made(self, request: HttpRequest, text: SourceText, form: WordsForm) -> Statement:
        data, story, source = form.cleaned_data, form.story, text.source
        speaker = data["actor"] or self.somebody_new(request, form)
        marks = SourceMark.objects
        if there := marks.same(source, form.marked.words, speaker, data["wording"], story):
            sentence = "These words are a statement already, by the same speaker: “{}”. Nothing was saved twice."
            raise ValidationError(sentence.format(there.statement))
        statement = from_source.make(
            from_source.Said(
                story=story, source=source, speaker=speaker, start=form.marked.start, words=form.marked.words,
                wording=data["wording"], pieces=data["pieces"], topic=data["topic"], lead_in=data["lead_in"],
                tail=data["tail"], act=data["act"] or Statement.Act.SAID, when=data["when"],
                when_reported=data["when_reported"], slug=data["slug"], issue=data["issue"], answers=data["answers"],
                drawn_by=data["drawn_by"],
            )
        )  # fmt: skip
        log: Any = self  # its methods take a row of any kind
        log.log_addition(request, statement, "Made from marked words of a source.")
        if cut_anew(text):
            self.log_change(request, source, "The excerpt was cut from the text.")
        return statement

    def somebody_new(self, request: HttpRequest, form: WordsForm) -> Actor:
        """Whoever has no part in the story yet: of that name at the desk, or somebody new."""
        if not (request.user.has_perm("explainer.add_actor") and request.user.has_perm("explainer.add_involvement")):
            raise ValidationError({"speaker": "You may not add anybody to the story."})
        kind, part, name = form.cleaned_data["kind"], form.cleaned_data["part"], form.new_name
        there = [actor for actor in named(name) if actor.kind == kind and kind != "unnamed"]
        try:
            actor = there[0] if there else from_source.new_actor(name, kind, form.source, form.cleaned_data["of"])
            from_source.give_part(form.story, actor, part)
        except ValidationError as error:
            raise ValidationError({"speaker": error.messages}) from None
        log: Any = self
        if not there:
            log.log_addition(request, actor, "Made beside the text of a source.")
        log.log_change(request, form.story, f"“{actor}” was given a part.")
        return actor

    # What is answered.

    def saved(self, request: HttpRequest, text: SourceText, made: Statement, mark: Marked) -> HttpResponse:
        said = format_html('Saved: <a href="{}">{}</a>. {}', change_url(made), made, self.what_now(made))
        request.session[WORKED_ON] = made.story_id
        sentence = next((each.number for each in touching(text.text, mark.start, mark.end)), 1)
        if by_script(request):
            shown = self.words_shown(request, text.source, text, made.story)
            html = render_to_string("admin/explainer/source/read.html", shown, request)
            return JsonResponse({"message": said, "text": html, "sentence": sentence})
        messages.success(request, said)
        return HttpResponseRedirect(f"{text_url(text.source)}?{urlencode({'story': made.story_id})}#s{sentence}")

    def refused(self, request: HttpRequest, text: SourceText, form: WordsForm) -> HttpResponse:
        more = {"form": form, "marked": form.marked, "problem": ""}
        if not by_script(request):
            return self.page(request, text.source, text, form.story, more)
        shown = self.words_shown(request, text.source, text, form.story)
        html = render_to_string("admin/explainer/source/read.html", shown, request)
        other = request.POST.get("print", "") != text.print
        return JsonResponse({"form": self.words(request, text, form.story, more), "text": html if other else ""})

    def gone(self, request: HttpRequest, source: Source) -> HttpResponse:
        said = "The text of this source was deleted while you had it open. Nothing was saved. Paste it again, or write "
        said += "the statement in its own form."
        if by_script(request):
            return JsonResponse({"problem": said})
        messages.error(request, said)
        return HttpResponseRedirect(text_url(source))

    def replaced(self, text: SourceText, found: Marked | None) -> str:
        by = f" by {text.kept_by}" if text.kept_by else ""
        when = date_format(timezone.localtime(text.kept_at), "H:i")
        then = "The same words stand in it: look at them, and save again." if found else f"They are not in it. {LOST}"
        return f"The text was replaced{by} at {when} while you had it open. Nothing was saved. {then}"


def _by_field(error: ValidationError) -> dict[str, Any]:
    return error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
