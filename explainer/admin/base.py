"""What every form of the desk has: history, a word after each save, refusal of stale saves, honest deletions.

It must not publish anything, and must not know a model by name where asking the row will do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import InlineModelAdmin, get_content_type_for_model
from django.contrib.admin.utils import NestedObjects, unquote
from django.db import router, transaction
from django.db.models import Model, ProtectedError, QuerySet, RestrictedError
from django.db.utils import DataError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from reversion.models import Version

from .fields import DeskFields
from .fingerprints import fingerprint
from .forms import DeskForm, slug_stays
from .noted import noted
from .taken_back import taking_back_of
from .typed import VersionAdmin
from .where_used import holders, stories_of, where_used

if TYPE_CHECKING:
    from explainer.models import Story

Row = TypeVar("Row", bound=Model)


def change_url(row: Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=(row.pk,))


def may_have_story(model: type[Model]) -> bool:
    return any(field.name == "story" for field in model._meta.concrete_fields)


class InAStory(Protocol):
    @property
    def story(self) -> Story: ...


class DeskAdmin(DeskFields[Row], VersionAdmin[Row]):
    form = DeskForm
    save_on_top = True
    history_latest_first = True
    list_per_page = 50

    class Media:
        js = ("admin/desk.js",)

    # Lists.

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """As Django's, without regular expressions, which a slip of the pen turns into an error page."""
        return not lookup.endswith("regex") and super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        try:
            return super().changelist_view(request, extra_context)
        except (ProtectedError, RestrictedError) as error:
            self.message_user(request, self.refusal_to_delete(error), messages.ERROR)
        except (OverflowError, DataError, OperationalError):
            if request.method != "GET" or not request.GET:
                raise
            self.message_user(request, "That search cannot be answered; here is the whole list.", messages.WARNING)
        return HttpResponseRedirect(request.path)

    @admin.display(description="story", ordering="story__slug")
    def in_story(self, row: InAStory) -> str:
        return row.story.short_title or row.story.title

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Row], search_term: str
    ) -> tuple[QuerySet[Row], bool]:
        """Also serves the lists of other forms, which name the story whose rows they offer."""
        queryset, duplicates = super().get_search_results(request, queryset, search_term)
        story = request.GET.get("story", "")
        choosing = request.resolver_match and request.resolver_match.url_name == "autocomplete"
        if choosing and story.isdecimal() and len(story) < 19 and may_have_story(self.model):
            queryset = queryset.filter(story_id=int(story))
        return queryset, duplicates

    # One form, one save.

    def get_prepopulated_fields(self, request: HttpRequest, obj: Row | None = None) -> dict[str, Sequence[str]]:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Row | None:
        """The row, locked first while it is being saved: of two saves at once, one comes after the other."""
        row = super().get_object(request, object_id, from_field)
        using = router.db_for_write(self.model)
        if row is None or request.method != "POST" or not transaction.get_connection(using).in_atomic_block:
            return row
        locked = self.model._base_manager.using(using).select_for_update().filter(pk=row.pk)
        return super().get_object(request, object_id, from_field) if list(locked.values_list("pk")) else None

    def get_form(self, request: HttpRequest, obj: Row | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if not change or obj is None:
            return form
        now = self.as_it_is(request, obj)
        stale = request.method == "POST" and request.POST.get("_seen", "") != now
        noted(request).seen = request.POST.get("_seen", "") if request.method == "POST" else now
        return type(form.__name__, (form,), {"refusal": self.stale_sentence(request, obj) if stale else ""})

    def as_it_is(self, request: HttpRequest, row: Model) -> str:
        """The row's fingerprint; while it is being reverted, that of the row before."""
        before = noted(request).before
        return self.fingerprint(row) if before is None else before

    def fingerprint(self, row: Model) -> str:
        parts = [(inline.model, self.key_of(inline)) for inline in self.inlines]
        return fingerprint(row, parts)

    def key_of(self, inline: type[InlineModelAdmin[Any, Row]]) -> str:
        if inline.fk_name:
            return inline.fk_name
        keys = (field for field in inline.model._meta.concrete_fields if field.related_model is self.model)
        return str(next(keys).name)

    def stale_sentence(self, request: HttpRequest, row: Model) -> SafeString:
        content_type = get_content_type_for_model(row)
        last = LogEntry.objects.filter(content_type=content_type, object_id=str(row.pk)).order_by("-action_time", "-pk")
        by = last.select_related("user").first()
        who = (
            f"{by.user} saved this at {date_format(timezone.localtime(by.action_time), 'H:i')}"
            if by
            else "It was saved"
        )
        return format_html(
            "{} while you had it open. Nothing of yours was saved, and nothing was overwritten. "
            '<a href="{}" target="_blank">Open it as it is now</a>, and carry your changes over.',
            who,
            change_url(row),
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["seen"] = noted(request).seen
        context["taking_back"] = taking_back_of(context.get("original"), request.user)
        return super().render_change_form(request, context, *args, **kwargs)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        said = f"This {opts.verbose_name} is not there any more: it was deleted, perhaps while you had it open."
        if request.method == "POST":
            said += f" Nothing was saved. “Recover deleted {opts.verbose_name_plural}” brings it back."
        self.message_user(request, said, messages.WARNING)
        return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))

    # What a save means for readers.

    def response_add(self, request: HttpRequest, obj: Row, *args: Any, **kwargs: Any) -> HttpResponse:
        noted(request).saved = obj
        return super().response_add(request, obj, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Row) -> HttpResponse:
        noted(request).saved = obj
        return super().response_change(request, obj)

    def message_user(self, request: HttpRequest, message: Any, *args: Any, **kwargs: Any) -> None:
        """As Django's; its word about a save goes on to say that readers see nothing of it yet."""
        if saved := noted(request).saved:
            noted(request).saved = None
            message = format_html("{} {}", message, self.what_now(saved))
        super().message_user(request, message, *args, **kwargs)

    def what_now(self, row: Model) -> SafeString:
        stories = stories_of(row)
        ways = format_html_join(
            " ",
            '<span class="desk-ways">{}<a href="{}">Preview</a> · <a href="{}#publishing">Publishing</a></span>',
            (
                (
                    f"{story}: " if len(stories) > 1 else "",
                    reverse("preview:overview", kwargs={"story": story.slug}),
                    change_url(story),
                )
                for story in stories
            ),
        )
        return format_html("<strong>Saved at the desk. Not public yet.</strong> {}", ways)

    # Deletions.

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """As Django's; where something is in use, only says where, each place once and with a link to it."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if not protected:
            return deleted, counts, lacking, protected
        collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        collector.collect(objs)
        return deleted, counts, set(), list(where_used([*collector.protected, *holders(list(objs))]))

    def refusal_to_delete(self, error: ProtectedError | RestrictedError) -> SafeString:
        places = format_html_join(", ", "{}", ((place,) for place in where_used(error.args[1])))
        return format_html("Nothing was deleted: it is in use meanwhile. {}", places)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except (ProtectedError, RestrictedError) as error:
            self.message_user(request, self.refusal_to_delete(error), messages.ERROR)
            return HttpResponseRedirect(request.path)

    # History.

    @contextmanager
    def create_revision(self, request: HttpRequest) -> Iterator[None]:
        """As reversion's, but looking opens no transaction, which on SQLite would be a write lock."""
        if request.method in ("GET", "HEAD"):
            yield
        else:
            with super().create_revision(request):
                yield

    def revision_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self.remember(request, unquote(object_id), version_id)
        return super().revision_view(request, object_id, version_id, extra_context)

    def recover_view(
        self, request: HttpRequest, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self.remember(request, None, version_id)
        return super().recover_view(request, version_id, extra_context)

    def remember(self, request: HttpRequest, object_id: str | None, version_id: str) -> None:
        """Note what the row is before it is reverted; 404 for a version of something else."""
        ours = Version.objects.filter(pk=version_id, content_type=get_content_type_for_model(self.model)).first()
        if ours is None or object_id not in (None, ours.object_id):
            raise Http404
        row = self.model._base_manager.filter(pk=ours.object_id).first()
        noted(request).before = self.fingerprint(row) if row else ""
        noted(request).slug = getattr(row, "slug", None)

    def save_model(self, request: HttpRequest, obj: Row, form: Any, change: bool) -> None:
        """A published slug stays, though an older version had another."""
        before = noted(request).slug
        if (
            before
            and hasattr(obj, "slug")
            and before != obj.slug
            and slug_stays(self.model._base_manager.get(pk=obj.pk), before)
        ):
            obj.slug = before
        super().save_model(request, obj, form, change)
