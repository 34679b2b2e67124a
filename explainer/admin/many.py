"""Many at once: the page that takes a table, shows what it would do, and does what was shown; and files of rows.

It must not keep what was sent: the table goes to the editor's page and comes back with it, signed.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.text import capfirst

from explainer.desk.many import files
from explainer.desk.many.kinds import KINDS, Kind
from explainer.desk.many.plans import CHANGES, NEW, SAME, Cell, Line, Plan, cells, shown
from explainer.desk.many.references import Lookup
from explainer.desk.many.tables import MOST_BYTES, MOST_ROWS, Refused, Table, pasted
from explainer.models import Story

from .forms import is_key
from .table_mending import mended
from .table_work import MOST_SAVED, do, look
from .typed import ModelAdmin

Row = TypeVar("Row", bound=Model)

HOURS = 24  # for which a table that was looked at can be saved
MOST_SIGNED = 2_300_000  # characters; Django takes 2.5 MB of a form
CHANGED = "Somebody changed the desk after this was looked at. Nothing was saved. Here is what it would do now."
MOST_CELLS = 1_000  # that can be put right on one page: a form has so many fields, and an editor so much patience
AFTER = {NEW: "added", CHANGES: "changed", SAME: "as they were"}


class TableForm(forms.Form):
    story = forms.ModelChoiceField(Story.objects.order_by("title", "slug"), label="Story")
    text = forms.CharField(
        label="Paste the rows here",
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 10, "cols": 80, "spellcheck": "false"}),
        help_text="As you copied them in your spreadsheet, with the names of the columns in the first row.",
    )
    file = forms.FileField(label="Or a file", required=False, help_text="CSV in UTF-8, XLSX or YAML. It is not kept.")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if bool(found.get("text", "").strip()) == bool(found.get("file")):
            said = "Paste rows or choose a file" if not found.get("file") else "Paste rows or choose a file, not both"
            raise forms.ValidationError(f"{said}.")
        return found


class ManyAdmin(ModelAdmin[Row]):
    """Beside the list of one of ``KINDS``."""

    change_list_template = "admin/explainer/many/change_list.html"

    @property
    def kind(self) -> Kind:
        return KINDS[self.model]

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_many"
        view = self.admin_site.admin_view
        own = [
            path("many/", view(self.many_view), name=name),
            path("many/template.<str:form>", view(self.template_view), name=f"{name}_template"),
            path("many/rows.<str:form>", view(self.export_view), name=f"{name}_rows"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = dict(extra_context or {})
        if self.has_add_permission(request) or self.has_change_permission(request):
            asked = request.GET.get("story__id__exact", "")
            address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_many")
            context["many"] = f"{address}?{urlencode({'story': asked})}" if is_key(asked) else address
        return super().changelist_view(request, context)

    # Files.

    def template_view(self, request: HttpRequest, form: str) -> HttpResponse:
        """The names of the columns, and one row that is made up."""
        self._must_view(request, form)
        return self.file_of(form, "template", self.kind.headings(), [self.kind.example()])

    def export_view(self, request: HttpRequest, form: str) -> HttpResponse:
        """The rows of a story; of what stories share, all."""
        self._must_view(request, form)
        rows, asked = self.get_queryset(request), request.GET.get("story", "")
        if self.kind.in_a_story:
            rows = rows.filter(story_id=int(asked)) if is_key(asked) else rows.none()
        return self.export(request, rows, form) or HttpResponseRedirect(reverse("admin:index"))

    def _must_view(self, request: HttpRequest, form: str) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if form not in files.FORMATS:
            raise Http404

    def export(self, request: HttpRequest, rows: QuerySet[Any], form: str) -> HttpResponse | None:
        """``rows`` as a file that can be sent again; None, with a word, where they are too many or too long."""
        found = list(self.kind.rows(rows.order_by("pk"))[: MOST_ROWS + 1])
        if len(found) > MOST_ROWS:
            said = f"These are more than {MOST_ROWS:,}. Choose fewer, by the filters beside the list."
            self.message_user(request, said, messages.WARNING)
            return None
        if self.kind.in_a_story:
            lookups = {row.story_id: Lookup(row.story) for row in found}
            names = ["story", *self.kind.headings()]
            rows_of = [[row.story.slug, *shown(self.kind, row, lookups[row.story_id])] for row in found]
        else:
            lookup, names = Lookup(None), self.kind.headings()
            rows_of = [shown(self.kind, row, lookup) for row in found]
        try:
            return self.file_of(form, "rows", names, rows_of)
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return None

    def file_of(self, form: str, what: str, names: list[str], rows: list[list[str]]) -> HttpResponse:
        called = f"{self.kind.name}-{what}.{form}"
        answer = HttpResponse(files.write(form, self.kind.many, names, rows), content_type=files.FORMATS[form])
        answer["Content-Disposition"] = f'attachment; filename="{called}"'
        return answer

    # The page.

    def many_view(self, request: HttpRequest) -> HttpResponse:
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        if request.method != "POST":
            return self.ask(request, TableForm(initial={"story": self._first_story(request)}))
        if "table" in request.POST:
            return self.look_again(request)
        form = TableForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.ask(request, form)
        try:
            table = self._read(form.cleaned_data)
            return self.show(request, form.cleaned_data["story"], table)
        except Refused as refusal:
            form.add_error("file" if form.cleaned_data["file"] else "text", str(refusal))
            return self.ask(request, form)

    def _first_story(self, request: HttpRequest) -> Story | None:
        """The one that was asked for, or the only one."""
        asked = request.GET.get("story", "")
        found = Story.objects.filter(pk=asked) if is_key(asked) else Story.objects.order_by("pk")[:2]
        return found[0] if len(found) == 1 else None

    def _read(self, said: dict[str, Any]) -> Table:
        if not said["file"]:
            return pasted(said["text"])
        if said["file"].size > MOST_BYTES:
            raise Refused(
                f"The file has {said['file'].size:,} bytes; at most {MOST_BYTES:,} are read. Send it in parts."
            )
        return files.read(said["file"].read(), said["file"].name, model=self.opts.label_lower)

    def look_again(self, request: HttpRequest) -> HttpResponse:
        """A table that was looked at, with what was mended on the page: again, or to be done."""
        try:
            pk, names, rows, numbers, long = signing.loads(
                request.POST["table"], salt=self._salt(request), max_age=HOURS * 3600
            )
            story = Story.objects.get(pk=pk) if pk is not None else None
        except (signing.BadSignature, Story.DoesNotExist):
            messages.error(request, "That table is not to be had any more. Send it again. Nothing was saved.")
            return HttpResponseRedirect(request.path)
        table = Table(names, rows, numbers, long)
        try:
            if "_do" not in request.POST:
                return self.show(request, story, mended(table, request.POST))
            plan = do(request, self, self.kind, story, table, seen=request.POST.get("seen", ""))
            if plan is None:
                return self.show(request, story, table, CHANGED)
        except Refused as refusal:
            messages.error(request, f"{refusal} Nothing was saved.")
            return HttpResponseRedirect(request.path)
        counts = ", ".join(f"{count} {AFTER[doing]}" for doing, count in plan.counted)
        messages.success(request, f"Saved at the desk: {counts}. Not public yet.")
        return HttpResponseRedirect(self._list(story))

    def _list(self, story: Story | None) -> str:
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return f"{address}?{urlencode({'story__id__exact': story.pk})}" if story and self.kind.in_a_story else address

    def _salt(self, request: HttpRequest) -> str:
        return f"explainer.many.{self.kind.name}.{request.user.pk}"

    def show(self, request: HttpRequest, story: Story | None, table: Table, problem: str = "") -> HttpResponse:
        plan = look(request, self, self.kind, story, table)
        kept = (story.pk if story else None, table.names, table.rows, table.numbers, table.long)
        signed = signing.dumps(kept, salt=self._salt(request), compress=True)
        if len(signed) > MOST_SIGNED:
            raise Refused("It is too much at once. Send it in parts.")
        context = {
            "title": f"{capfirst(self.kind.many)}: what this table would do",
            "plan": plan,
            "headings": cells(plan.headings, 0, table.names),
            "lines": with_cells(plan, table),
            "story": story,
            "problem": problem,
            "signed": signed,
            "button": in_words(plan),
        }
        return self._page(request, "admin/explainer/many/plan.html", context)

    def ask(self, request: HttpRequest, form: TableForm) -> HttpResponse:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_many"
        columns = [(column, self.kind.must_have(column)) for column in self.kind.columns]
        context = {
            "title": f"Many {self.kind.many} at once",
            "form": form,
            "columns": columns,
            "kind": self.kind,
            "told": " and ".join(each.label for each in self.kind.columns if each.name in self.kind.known_by),
            "most": f"{MOST_ROWS:,}",
            "most_saved": MOST_SAVED,
            "templates": [(each.upper(), reverse(f"{name}_template", args=(each,))) for each in ("csv", "xlsx")],
            "rows": reverse(f"{name}_rows", args=("csv",)).removesuffix("csv"),
        }
        return self._page(request, "admin/explainer/many/page.html", context)

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        context |= {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "list": self._list(None),
            "again": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_many"),
            "called": capfirst(self.kind.many),
            "media": self.media,
        }
        return TemplateResponse(request, template, context)


def in_words(plan: Plan) -> str:
    """What the button says: “Add 12 and change 3”."""
    done = [(plan.count(NEW), "add"), (plan.count(CHANGES), "change")]
    return capfirst(" and ".join(f"{verb} {count}" for count, verb in done if count))


def with_cells(plan: Plan, table: Table) -> list[tuple[Line, list[Cell]]]:
    left, found = MOST_CELLS, []
    for line, texts in zip(plan.lines, table.rows, strict=True):
        told = cells(line.troubles, line.number, texts)
        for cell in told:
            left -= bool(cell.name)
            if left < 0:
                cell.name = ""
        found.append((line, told))
    return found
