"""The desk as files and back: a story's rows as Django fixtures, loaded without undoing an editor's work.

It must not read or write YAML (``fixture_files`` does), and must not publish: editions come as they are, if at all.

A story is a folder of ``NN-name.yaml`` files, known by natural keys and readable by Django's ``loaddata`` too; they are
loaded in the order of ``KINDS``. Sources, actors and what is an actor's are shared; other rows belong to one story.
Loading compares three things: the row in the file, the row at the desk, and what was last loaded (``LoadedRow``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction

from ...models import Actor, FormerName, LoadedRow, Role, Source, Story
from ..history import keep, whole_of, with_parts
from ..moving import restore
from ..one_at_a_time import alone
from ..snapshots import after_others
from . import edition_files, source_text_files
from .fixture_files import Key, write
from .fixture_rows import (
    KINDS,
    SHARED,
    Form,
    Given,
    Model,
    Ref,
    far_of,
    fields_of,
    form_of,
    given_in,
    in_order,
    name_of,
    references,
    rows_of,
    story_path,
    story_told,
)
from .load_reports import Outcome, Report
from .renamed_rows import former_keys, rename, to_rename

# ---- dumping ------------------------------------------------------------------------------------


def dump(slug: str) -> dict[str, str]:
    """The files of a story, as file name → text, in loading order; Story.DoesNotExist when there is none.

    Of sources, actors and roles it holds those that the story needs. The same rows give the same bytes.
    """
    Story.objects.get(slug=slug)
    told = _told(slug)
    return {
        f"{kind.file}.yaml": write(model._meta.label_lower, (told[model][key] for key in in_order(model, told[model])))
        for model, kind in KINDS.items()
        if told[model]
    }


def sources_of(slug: str) -> list[str]:
    """The slugs of the sources that a story needs."""
    return [str(key[0]) for key in _told(slug)[Source]]


def _told(slug: str) -> dict[Model, dict[Key, Form]]:
    """Every row that a story needs, as forms: its own, those that they refer to, and so on."""
    told = {model: {} if model in SHARED else _forms(rows_of(model, **{story_path(model): slug})) for model in KINDS}
    wanted: dict[Model, set[Key]] = {model: set() for model in SHARED}

    def want(model: Model, forms: Mapping[Key, Form]) -> None:
        for form in forms.values():
            for _, far, key in references(model, form):
                wanted.get(far, set()).add(key)

    for model in KINDS:
        want(model, told[model])
    actors = told[Actor]
    while slugs := [slug for (slug,) in wanted[Actor] - actors.keys()]:
        found = _forms(rows_of(Actor, slug__in=slugs))
        want(Actor, found)
        actors |= found
    for model in (Role, FormerName):
        told[model] = _forms(rows_of(model, actor__slug__in=[slug for (slug,) in actors]))
    told[Source] = _forms(rows_of(Source, slug__in=[slug for (slug,) in wanted[Source]]))
    return told


def _forms(rows: Mapping[Key, Any]) -> dict[Key, Form]:
    return {key: form_of(row) for key, row in rows.items()}


# ---- loading ------------------------------------------------------------------------------------


def load(folder: Path | str, *, overwrite: bool = False, dry_run: bool = False) -> Report:
    """Bring the files of ``folder`` to the desk, and its editions to readers, all of them or, on any problem, none.

    What an editor changed or deleted since the last load is left alone unless ``overwrite``; nothing is ever
    deleted. ``dry_run`` reports the same and writes nothing. Raises BrokenFixture with file, line and reason.
    """
    given = given_in(Path(folder))
    story, archive = story_told(given, Path(folder)), edition_files.read(Path(folder))
    texts = source_text_files.read(Path(folder))

    def once() -> Report:
        with alone():
            report = _Loading(given, story, overwrite=overwrite).report
            report.editions = restore(archive, story) if archive else 0
            if texts:
                report.texts = source_text_files.bring_in(Path(folder), texts, story, overwrite=overwrite)
            if dry_run:
                transaction.set_rollback(True)
        return report

    return after_others(once)


class _Loading:
    """One load, inside its transaction."""

    def __init__(self, given: dict[Ref, Given], story: str, *, overwrite: bool) -> None:
        self.given, self.overwrite, self.report = given, overwrite, Report(story)
        self.remembered = _remembered()
        self.deleted: set[Ref] = set()  # in the files, and kept away from the desk by an editor
        self.desk = self._read()
        self._rename()
        self.saved: list[models.Model] = []
        self._check_references()
        _remember([new for new in self._in_order() if self._settle(new)])
        self._find_gone()
        for row in dict.fromkeys(whole_of(row) for row in self.saved):
            keep(with_parts(row), comment="Loaded from files.")  # each by itself: going back is for one

    def _read(self) -> dict[Model, dict[Key, Any]]:
        return {model: self._desk(model) for model in KINDS}

    def _rename(self) -> None:
        """What the files call otherwise is called so at the desk; what was as loaded still is."""
        if not (renamed := to_rename(self.given, self.desk)):
            return
        rows = {(model, row.pk): (key, row) for model, desk in self.desk.items() for key, row in desk.items()}
        as_loaded = {at for at, (key, row) in rows.items() if self._is_as_loaded((at[0], key), row)}
        for row, new in renamed:
            rename(row, new)
        self.desk = self._read()
        for model, desk in self.desk.items():
            known = {key: row for key, row in desk.items() if (model, row.pk) in as_loaded}
            self.remembered |= {(model, key): digest_of(form_of(row)) for key, row in known.items()}

    def _is_as_loaded(self, ref: Ref, row: Any) -> bool:
        return ref in self.remembered and digest_of(form_of(row)) == self.remembered[ref]

    def _desk(self, model: Model) -> dict[Key, Any]:
        if model not in SHARED:
            return rows_of(model, **{story_path(model): self.report.story})
        keys = {key for kind, key in self.given if kind is model} | former_keys(self.given).get(model, set())
        for new in self.given.values():
            keys |= {key for _, far, key in references(new.model, new.form) if far is model}
        return _shared(model, keys)

    def _check_references(self) -> None:
        for new in self.given.values():
            for name, far, key in references(new.model, new.form):
                if (far, key) not in self.given and key not in self.desk[far]:
                    raise new.written.broken(
                        f"“{name}”: there is no {name_of(far, key)}, in these files or at the desk", name
                    )

    def _in_order(self) -> Iterator[Given]:
        for model in KINDS:
            forms = {key: new.form for (kind, key), new in self.given.items() if kind is model}
            for key in in_order(model, forms):
                yield self.given[model, key]

    def _settle(self, new: Given) -> bool:
        """Whether the desk now holds the row as its file has it; the report says what was done."""
        old = self.desk[new.model].get(new.key)
        if why := self._why_not(new, old):
            self.report.left_alone.append(Outcome(new.model, new.key, why))
            if old is None:
                self.deleted.add((new.model, new.key))
            return False
        row = self._cleaned(new, old)
        if old is not None and form_of(old) == new.form:
            done = self.report.unchanged
        else:
            done = self.report.created if old is None else self.report.updated
            self._save(new, row)
        self.desk[new.model][new.key] = row
        done.append(Outcome(new.model, new.key))
        return True

    def _why_not(self, new: Given, old: Any) -> str:
        """Why the row is left alone; empty when it is not."""
        if self.overwrite:
            return ""
        last = self.remembered.get((new.model, new.key))
        if old is None and last:
            return "deleted at the desk"
        if old is not None and (form := form_of(old)) != new.form and digest_of(form) != last:
            return "changed at the desk since the last load" if last else "was at the desk before, and differs"
        for _, far, key in references(new.model, new.form):
            if (far, key) in self.deleted:
                return f"refers to {name_of(far, key)}, which was deleted at the desk"
        return ""

    def _cleaned(self, new: Given, old: Any) -> Any:
        """The row as its file has it, validated, in the place of ``old``."""
        near: dict[str, Any] = {}
        for each in fields_of(new.model):
            if each.many_to_one and (key := new.value(each.name)):
                near[each.name] = self.desk[far_of(each)].get(key)
                if near[each.name] is None:  # only one of its own kind can be behind in the order
                    raise new.written.broken(
                        f"{each.name}: {name_of(new.model, new.key)} comes back to itself", each.name
                    )
        row = new.instance(pk=old.pk if old else None, **near)
        row._state.adding, row._state.db = old is None, old._state.db if old else None
        try:
            row.full_clean()
        except ValidationError as error:
            raise new.invalid(error) from None
        return row

    def _save(self, new: Given, row: Any) -> None:
        adding = row._state.adding
        try:
            row.save()
            for each in new.model._meta.many_to_many:
                far = [self.desk[far_of(each)][key] for key in new.value(each.name)]
                if far or not adding:
                    getattr(row, each.name).set(far)
            self.saved.append(row)
        except (IntegrityError, DataError) as error:
            raise new.written.broken(f"the database refuses it: {error}") from None

    def _find_gone(self) -> None:
        lost = [ref for ref in self.remembered if ref not in self.given]
        ours = [(model, key) for model, key in lost if key in self.desk[model] and model not in SHARED]
        others = {model: {key for kind, key in lost if kind is model} for model in SHARED}
        if any(others.values()):
            for story in Story.objects.exclude(slug=self.report.story):
                told = _told(story.slug)
                others = {model: keys - told[model].keys() for model, keys in others.items()}
        shared = [(model, key) for model in SHARED for key in _shared(model, others[model])]
        self.report.gone = [Outcome(model, key) for model, key in sorted(shared + ours, key=_place)]


def digest_of(form: Form) -> str:
    text = json.dumps(form, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _place(ref: Ref) -> tuple[int, Key]:
    return (list(KINDS).index(ref[0]), ref[1])


def _shared(model: Model, keys: Iterable[Key]) -> dict[Key, Any]:
    """Those of ``keys`` that the desk holds."""
    wanted = set(keys)
    lookup = "actor__slug__in" if model in (Role, FormerName) else "slug__in"
    found = rows_of(model, **{lookup: {key[0] for key in wanted}}) if wanted else {}
    return {key: row for key, row in found.items() if key in wanted}


def _remembered() -> dict[Ref, str]:
    """Row → digest of its form when it was last loaded."""
    models = {model._meta.label_lower: model for model in KINDS}
    rows = LoadedRow.objects.filter(model__in=models).order_by("pk")
    return {(models[row.model], tuple(json.loads(row.key))): row.digest for row in rows}


def _remember(given: Iterable[Given]) -> None:
    rows = [
        LoadedRow(
            model=new.model._meta.label_lower,
            key=json.dumps(new.key, ensure_ascii=False),
            digest=digest_of(new.form),
        )
        for new in given
    ]
    LoadedRow.objects.bulk_create(
        rows, update_conflicts=True, update_fields=["digest"], unique_fields=["model", "key"], batch_size=200
    )
