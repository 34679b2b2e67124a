"""The rows of a story as plain forms that can be compared, whether they come from the desk or from its files.

It must not write anything, and knows nothing of how YAML looks. A form holds a row's fields as a file has them:
relations as natural keys, nothing that equals its default. Sources, actors and what belongs to an actor are shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, cast

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models as fields

from ... import models
from ...language.dates import DateProblem, parse
from .fixture_files import BrokenFixture, Field, Key, WrittenRow, rows_in

Model = type[fields.Model]
Ref = tuple[Model, Key]
Form = dict[str, Any]  # a row as its file has it: field → value, without what equals its default


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of row: its file, and the fields of its natural key."""

    file: str
    key: tuple[str, ...] = ("story", "slug")


KINDS: dict[Model, Kind] = {
    models.Source: Kind("01-sources", ("slug",)),
    models.Actor: Kind("02-actors", ("slug",)),
    models.Role: Kind("03-roles", ("actor", "slug")),
    models.FormerName: Kind("32-former-names", ("actor", "order")),
    models.Story: Kind("04-story", ("slug",)),
    models.Text: Kind("27-texts"),
    models.Phase: Kind("05-phases", ("story", "number")),
    models.Issue: Kind("06-issues"),
    models.Statement: Kind("07-statements"),
    models.Passage: Kind("08-passages", ("statement", "order")),
    models.Relay: Kind("09-relays", ("statement", "order")),
    models.Event: Kind("10-events"),
    models.StatementLink: Kind("11-links", ("statement", "order")),
    models.Position: Kind("12-positions"),
    models.Provision: Kind("13-provisions"),
    models.Gate: Kind("14-gates"),
    models.StateRow: Kind("15-state"),
    models.KeyPoint: Kind("16-key-points"),
    models.Background: Kind("33-background"),
    models.CastGroup: Kind("31-groups"),
    models.Involvement: Kind("17-involvements", ("story", "actor")),
    models.Figure: Kind("18-figures"),
    models.OpenQuestion: Kind("19-open-questions"),
    models.Term: Kind("20-terms"),
    models.Map: Kind("34-maps"),
    models.MapFeature: Kind("35-map-features", ("map", "order")),
    models.Comparison: Kind("21-comparisons"),
    models.Translation: Kind("22-translations", ("story", "language")),
    models.TranslatedText: Kind("23-translated-texts", ("translation", "place", "field")),
    models.Agreement: Kind("24-agreements", ("issue", "actor")),
    models.Caveat: Kind("25-caveats", ("statement", "order")),
    models.Verification: Kind("26-verifications", ("statement", "order")),
    models.TextAnswer: Kind("28-text-answers", ("text", "actor")),
    models.EarlierDate: Kind("29-earlier-dates", ("event", "order")),
    models.EventLink: Kind("30-event-links", ("event", "order")),
}
SHARED = (models.Source, models.Actor, models.Role, models.FormerName)
# Of rows that refer to others of their kind, how: those to which they do are loaded first.
_AFTER: dict[Model, str] = {models.Actor: "affiliation", models.Text: "replaces", models.Provision: "same_as"}


def name_of(model: Model, key: Key) -> str:
    return f"{model._meta.verbose_name} {'/'.join(map(str, key))}"


@cache
def fields_of(model: Model) -> list[Field]:
    """The fields in the order in which the model states them."""
    return sorted(
        [*(each for each in model._meta.fields if not each.primary_key), *model._meta.many_to_many],
        key=lambda each: each.creation_counter,
    )


def far_of(relation: Field) -> Model:
    """The model to which a relation leads: all are loaded by now, and none is a name any more."""
    return cast(Model, relation.related_model)


def field_of(model: Model, name: str) -> Field:
    return cast(Field, model._meta.get_field(name))


@cache
def key_types(model: Model) -> tuple[type, ...]:
    types: tuple[type, ...] = ()
    for each in (field_of(model, name) for name in KINDS[model].key):
        number = isinstance(each, fields.IntegerField)
        types += key_types(far_of(each)) if each.is_relation else (int if number else str,)
    return types


@cache
def _key_paths(model: Model) -> list[str]:
    """The foreign keys to follow for a natural key, as ``select_related`` takes them."""
    near = [each for name in KINDS[model].key if (each := field_of(model, name)).is_relation]
    return [path for each in near for path in (each.name, *_further(each))]


def _further(each: Field) -> list[str]:
    return [f"{each.name}__{path}" for path in _key_paths(far_of(each))]


def story_path(model: Model) -> str:
    """The lookup from a row that belongs to a story to the story's slug."""
    paths = [path for path in _key_paths(model) if path.split("__")[-1] == "story"]
    return f"{paths[0]}__slug" if paths else "slug"


def rows_of(model: Model, **where: Any) -> dict[Key, Any]:
    """Rows of the desk by natural key, in one query and one more for each many-to-many field."""
    paths = [path for each in fields_of(model) if each.many_to_one for path in (each.name, *_further(each))]
    rows = _following(model._default_manager.filter(**where), paths)
    for each in model._meta.many_to_many:
        far = _following(far_of(each)._default_manager.all(), _key_paths(far_of(each)))
        rows = rows.prefetch_related(fields.Prefetch(each.name, queryset=far))
    return {row.natural_key(): row for row in rows}


def _following(rows: fields.QuerySet[Any], paths: list[str]) -> fields.QuerySet[Any]:
    return rows.select_related(*paths) if paths else rows  # told no path, Django would follow them all


def form_of(row: fields.Model) -> Form:
    """A row of the desk; it follows relations, so ``rows_of`` should have read it."""
    values = [(each, _value(row, each)) for each in fields_of(type(row))]
    return {each.name: value for each, value in values if value != default_of(each)}


def _value(row: fields.Model, each: Field) -> Any:
    if each.many_to_many:
        return sorted(far.natural_key() for far in getattr(row, each.name).all())
    if each.is_relation:
        far = getattr(row, each.name)
        return far.natural_key() if far else None
    return plain(each.value_from_object(row))


def plain(value: Any) -> Any:
    """Decimals without the zeros that a database adds."""
    return Decimal(format(value.normalize(), "f")) if isinstance(value, Decimal) and value.is_finite() else value


def default_of(each: Field) -> Any:
    return [] if each.many_to_many else plain(each.get_default())


def references(model: Model, form: Form) -> Iterator[tuple[str, Model, Key]]:
    """(field, model, natural key) of every row that a form refers to."""
    for each in fields_of(model):
        if each.is_relation and (found := form.get(each.name)):
            for key in found if each.many_to_many else [found]:
                yield each.name, far_of(each), key


def in_order(model: Model, forms: Mapping[Key, Form]) -> list[Key]:
    """By ``order`` or else by date, then by natural key; a row before those of its kind that refer to it."""
    keys = sorted(forms, key=lambda key: (_place_in_file(model, forms[key]), key))
    return _referred_to_first(keys, forms, _AFTER[model]) if model in _AFTER else keys


def _place_in_file(model: Model, form: Form) -> tuple[Any, ...]:
    if "order" in KINDS[model].key:
        return ()
    if any(each.name == "order" for each in fields_of(model)):
        return (form["phase"] if model is models.Provision else (), form.get("order", 0))
    try:
        when = parse(form["when"]).sort_key[:-1]
    except (KeyError, DateProblem):
        return (1,)
    return (0, when, form.get("order_in_day", 0))


def _referred_to_first(keys: Iterable[Key], forms: Mapping[Key, Form], field: str) -> list[Key]:
    placed: dict[Key, None] = {}
    for member in keys:
        chain: list[Key] = []
        key: Key | None = member
        while key and key in forms and key not in placed and key not in chain:
            chain.append(key)
            key = forms[key].get(field)
        placed |= dict.fromkeys(reversed(chain))
    return list(placed)


@dataclass(frozen=True, slots=True)
class Given:
    """One row of the files, as its model understands it."""

    written: WrittenRow
    model: Model
    form: Form

    @property
    def key(self) -> Key:
        parts = ((field_of(self.model, name), self.value(name)) for name in KINDS[self.model].key)
        return tuple(part for each, value in parts for part in (value if each.is_relation else (value,)))

    def value(self, name: str) -> Any:
        return self.form.get(name, default_of(field_of(self.model, name)))

    def instance(self, **given: Any) -> fields.Model:
        """The row, unsaved, with ``given`` for its relations and its primary key."""
        plainly = [each.name for each in fields_of(self.model) if not each.is_relation]
        return self.model(**{name: self.value(name) for name in plainly}, **given)

    def invalid(self, error: ValidationError) -> BrokenFixture:
        reasons = [
            message if name == NON_FIELD_ERRORS else f"{name}: {message}"
            for name, messages in error.message_dict.items()
            for message in messages
        ]
        return self.written.broken(" ".join(reasons), next(iter(error.message_dict)))


def given_in(folder: Path) -> dict[Ref, Given]:
    """The rows of the files in ``folder``; BrokenFixture for the first that is wrong in itself."""
    given: dict[Ref, Given] = {}
    for written in rows_in(folder):
        new = _understood(written)
        if first := given.get((new.model, new.key)):
            place = f"{first.written.file.name}, line {first.written.line}"
            raise written.broken(f"{name_of(new.model, new.key)} stands in {place} already")
        given[new.model, new.key] = new
    return given


def story_told(given: dict[Ref, Given], folder: Path) -> str:
    """The slug of the one story to which all rows belong and refer; BrokenFixture for a row of another."""
    owned = [ref for ref in given if ref[0] not in SHARED]
    owned.sort(key=lambda ref: ref[0] is not models.Story)
    story = str(owned[0][1][0]) if owned else folder.name
    for (model, key), new in given.items():
        if model not in SHARED and key[0] != story:
            raise new.written.broken(f"{name_of(model, key)} belongs to another story; this folder tells “{story}”")
        for name, far, there in references(model, new.form):
            if far not in SHARED and there[0] != story:
                raise new.written.broken(f"“{name}” refers to {name_of(far, there)}, of another story", name)
    return story


def _understood(row: WrittenRow) -> Given:
    model = _model(row)
    noun = model._meta.verbose_name
    form = {}
    known = fields_of(model)
    for name in row.fields:
        if name not in [each.name for each in known]:
            raise row.broken(f"“{name}” is not a field of “{noun}”", name)
    for each in known:
        if each.name in row.fields:
            value = _form_value(row, each)
            if value != default_of(each):
                form[each.name] = value
        elif not (each.blank or each.null or each.has_default()):
            raise row.broken(f"“{each.name}” is missing; every {noun} has one")
    new = Given(row, model, form)
    try:
        new.instance().clean_fields(exclude=[each.name for each in known if each.is_relation])
    except ValidationError as error:
        raise new.invalid(error) from None
    return new


def _model(row: WrittenRow) -> Model:
    try:
        model = apps.get_model(row.model)
    except (LookupError, ValueError):
        raise row.broken(f"there is no model “{row.model}”") from None
    if model not in KINDS:
        raise row.broken(f"rows of “{row.model}” have no place in the files of a story")
    return model


def _form_value(row: WrittenRow, each: Field) -> Any:
    if each.many_to_many:
        return row.keys(each, key_types(far_of(each)))
    if each.is_relation:
        return row.key(each, key_types(far_of(each)))
    return plain(row.value(each))
