"""A table's work at the desk: what each row would do, found by doing it and taking it back; and doing it.

It must not write anything but all that was shown. One way for both, so that what was looked at is what is done.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ModelAdmin
from django.db import DatabaseError, transaction
from django.http import HttpRequest

from explainer.desk.compose import compose
from explainer.desk.history import keep, with_parts
from explainer.desk.many.columns import One
from explainer.desk.many.kinds import Kind
from explainer.desk.many.plans import (
    CHANGES,
    NEW,
    SAME,
    Line,
    Plan,
    Said,
    Trouble,
    differences,
    headings,
    said,
    seen_of,
    shown,
)
from explainer.desk.many.references import Lookup, folded
from explainer.desk.many.tables import Refused, Table
from explainer.desk.row_checks import plainly, titles_of
from explainer.desk.rules.checks import check
from explainer.desk.snapshots import after_others, one_view
from explainer.models import Passage, Story

from .guard import change_url
from .table_forms import OF_PASSAGES, TableForms
from .table_rows import AtTheDesk

MOST_WARNINGS = 100
MOST_SAVED = (
    500  # rows; while they are looked at or saved, nobody else can save on SQLite, and waits ten seconds at most
)


def look(request: HttpRequest, desk: ModelAdmin[Any], kind: Kind, story: Story | None, table: Table) -> Plan:
    """What ``table`` would do. Nothing is written."""

    def once() -> Plan:
        with one_view():
            work = _Work(request, desk, kind, story, table, warning=True)
            work.warn()
            transaction.set_rollback(True)
        return work.plan

    return after_others(once)


def do(
    request: HttpRequest, desk: ModelAdmin[Any], kind: Kind, story: Story | None, table: Table, *, seen: str
) -> Plan | None:
    """Do it, all of it, if that is what was ``seen``; None, and nothing is written, where it is not."""

    def once() -> Plan | None:
        with one_view():
            work = _Work(request, desk, kind, story, table, warning=False)
            if work.plan.refused or work.plan.digest != seen:
                transaction.set_rollback(True)
                return None
            work.keep()
        return work.plan

    return after_others(once)


class _Work:
    """One table, inside its transaction."""

    def __init__(
        self,
        request: HttpRequest,
        desk: ModelAdmin[Any],
        kind: Kind,
        story: Story | None,
        table: Table,
        *,
        warning: bool,
    ) -> None:
        self.request, self.desk, self.kind, self.story, self.table = request, desk, kind, story, table
        self.plan = Plan()
        self.before = self.problems() if warning else set()
        self.lookup = Lookup(story)
        self.found = headings(kind, table)
        self.plan.headings = self.found.troubles
        self.forms = TableForms(request, desk, kind, story)
        self.there = AtTheDesk(desk.get_queryset(request), kind, story, table, self.found)
        self.saved: list[Any] = []
        self.waiting = self._awaited()
        self.lookup.awaited = lambda model, text: model is kind.model and folded(text) in self.waiting
        self.plan.lines = [Line(number) for number in table.numbers]
        left = list(range(len(table.rows)))
        while left:
            again = [index for index in left if not self._settled(index, last=False)]
            if len(again) == len(left):
                for index in again:
                    self._settled(index, last=True)
                break
            left = again

    # A row.

    def _awaited(self) -> set[str]:
        """How rows of this table may be called by others of it."""
        refer = any(
            isinstance(each, One) and each.far(self.kind.model) is self.kind.model for _p, each in self.found.places
        )
        places = [place for name in ("slug", "name", "short_name") if (place := self.found.place(name)) >= 0]
        return (
            {folded(row[place]) for row in self.table.rows for place in places if row[place].strip()}
            if refer
            else set()
        )

    def _settled(self, index: int, *, last: bool) -> bool:
        """Whether the row is done with; not where it names another that stands further down."""
        line, cells = self.plan.lines[index], self.table.rows[index]
        read = said(self.kind, self.found, cells, self.lookup)
        if read.later and not last:
            return False
        if line.number in self.table.long:
            sentence = "It has more cells than there are columns: a tab, or a quotation mark, too many?"
            read.troubles.append(Trouble("", sentence))
        if self.plan.headings:
            line.name = next(filter(str.strip, cells), "")[:80]
            line.refuse(*read.troubles)
            return True
        row = self.there.row_of(line, read)
        line.name = str(row) if row is not None else self._named(read, cells)
        if read.troubles:
            line.refuse(*read.troubles)
        else:
            self._try(line, read, row)
        return True

    def _named(self, read: Said, cells: list[str]) -> str:
        called = [str(read.values.get(name) or "") for name in self.kind.known_by[:2]]
        return ", ".join(filter(None, called))[:120] or next(filter(str.strip, cells), "")[:80]

    def _try(self, line: Line, read: Said, row: Any) -> None:
        if row is not None:
            texts = shown(self.kind, row, self.lookup)
            line.seen, line.address = seen_of(texts), change_url(row)
            read.values.pop("slug", None)
        line.differences = differences(self.kind, read.values, row, self.lookup)
        line.doing = NEW if row is None else CHANGES if line.differences else SAME
        if line.doing == SAME:
            return
        if not self._may(row):
            verb = "add" if row is None else "change"
            line.refuse(Trouble("", f"You may not {verb} {self.kind.many}."))
            return
        whole = {
            column.name: read.values.get(
                column.name, column.of(row) if row is not None else column.none(self.kind.model)
            )
            for column in self.kind.columns
        }
        try:
            with transaction.atomic():
                if troubles := self._save(row, whole):
                    line.refuse(*troubles)
        except DatabaseError as error:
            line.refuse(Trouble("", f"The database refuses it: {str(error)[:200]}"))

    def _may(self, row: Any) -> bool:
        if row is None:
            return self.desk.has_add_permission(self.request)
        return self.desk.has_change_permission(self.request, row)

    def _save(self, row: Any, whole: dict[str, Any]) -> list[Trouble]:
        if self._changes_parts(row, whole) and not self._may_parts():
            return [self._trouble("passages", "You may not add, change and delete passages.")]
        form = self.forms.form(row, whole)
        valid = form.is_valid()
        parts = self.forms.passages(form.instance, whole)
        valid = (parts is None or parts.is_valid()) and valid
        if not valid:
            return [*self._wrong(form), *self._wrong_parts(parts)]
        if len(self.saved) == MOST_SAVED:
            raise Refused(f"More than {MOST_SAVED} of its rows are new or change something. Send it in parts.")
        changing = row is not None
        saved = form.save(commit=False)
        self.desk.save_model(self.request, saved, form, changing)
        form.save_m2m()
        if parts is not None:
            self.desk.save_formset(self.request, form, parts, changing)
        self.saved.append(saved)
        if not changing:
            self.lookup.named(self.kind.model).add(saved)
        return []

    def _changes_parts(self, row: Any, whole: dict[str, Any]) -> bool:
        of_parts = [each for each in self.kind.columns if each.name in OF_PASSAGES]
        return any(
            whole[each.name] != (each.of(row) if row is not None else each.none(self.kind.model)) for each in of_parts
        )

    def _may_parts(self) -> bool:
        acts = ("add", "change", "delete")
        return all(self.request.user.has_perm(f"explainer.{act}_{Passage._meta.model_name}") for act in acts)

    def _wrong(self, form: Any) -> list[Trouble]:
        """An address name that could not be made is the least of it."""
        errors = {name: told for name, told in form.errors.items() if name != "slug"} or form.errors
        return [self._trouble(name, str(sentence)) for name, told in errors.items() for sentence in told]

    def _wrong_parts(self, parts: Any) -> list[Trouble]:
        if parts is None:
            return []
        found = [self._trouble("passages", str(sentence)) for sentence in parts.non_form_errors()]
        for number, errors in enumerate(parts.errors, 1):
            for name, told in errors.items():
                at = {"before": "between", "cut_before": "cut_before"}.get(name, "passages")
                found += [self._trouble(at, f"Passage {number}: {sentence}") for sentence in told]
        return found

    def _trouble(self, name: str, sentence: str) -> Trouble:
        label = next((each.label for each in self.kind.columns if each.name == name), "")
        return Trouble(label, sentence, self.found.place(name))

    # After all rows.

    def problems(self) -> set[tuple[str, str]]:
        """What stops the story from being published, as it is within this transaction."""
        if not self.story:
            return set()
        draft = compose(self.story.slug)
        titles = titles_of(draft.document)
        return {(each.at, plainly(each.sentence, draft.document, titles=titles)) for each in check(draft)}

    def warn(self) -> None:
        """What the rules would say that they do not say now, at the rows that they say it of."""
        if not self.saved:
            return
        lines = {f"{self.kind.section}/{line.slug}": line for line in self.plan.lines}
        fresh = sorted(self.problems() - self.before)
        for at, sentence in fresh[:MOST_WARNINGS]:
            line = lines.get("/".join(at.split("/")[:2]))
            (line.warnings if line else self.plan.warnings).append(sentence)
        if len(fresh) > MOST_WARNINGS:
            self.plan.warnings.append(f"And {len(fresh) - MOST_WARNINGS} more.")

    def keep(self) -> None:
        """Log each row, and keep it as a version of its own, so that one can go back alone."""
        told = {line.slug: line for line in self.plan.lines}
        for row in self.saved:
            line = told[row.slug]
            if line.doing == NEW:
                comment = f"Added as row {line.number} of a table."
                self.desk.log_addition(self.request, row, comment)
            else:
                names = ", ".join(each.label for each in line.differences)
                comment = f"Changed {names}, as row {line.number} of a table says."
                self.desk.log_change(self.request, row, comment)
            keep(with_parts(row), comment=comment, by=self.request.user)
