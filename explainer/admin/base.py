"""What every form of the desk has: its lists, a word after each save, honest deletions; and a guard, and history.

It must not publish anything, and must not know a model by name where asking the row will do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.contrib import admin, messages
from django.contrib.admin.utils import NestedObjects
from django.db import router
from django.db.models import Model, ProtectedError, QuerySet, RestrictedError
from django.db.utils import DataError, IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from explainer.desk import renaming
from explainer.models.base import Renamable

from .checked import CheckedAdmin
from .coming_days import work_url
from .error_summary import ErrorsFirst
from .failures import carried, deleted_meanwhile
from .fields import DeskFields
from .folding import FoldingAdmin
from .forms import DeskForm
from .guard import change_url as change_url
from .note_pages import notes_on
from .noted import noted
from .remembering import RememberingAdmin
from .taken_back import taking_back_of
from .used_in import UsedInAdmin
from .where_used import holders, stories_of, where_used
from .work_links import links_of

if TYPE_CHECKING:
    from explainer.models import Story

Row = TypeVar("Row", bound=Model)


def may_have_story(model: type[Model]) -> bool:
    return any(field.name == "story" for field in model._meta.concrete_fields)


class InAStory(Protocol):
    @property
    def story(self) -> Story: ...


class DeskAdmin(
    CheckedAdmin[Row], RememberingAdmin[Row], ErrorsFirst[Row], FoldingAdmin[Row], DeskFields[Row], UsedInAdmin[Row]
):
    form = DeskForm
    within = ""  # the row in whose form one is edited, where it has none that is its own
    save_on_top = True
    history_latest_first = True
    list_per_page = 50

    class Media:
        css = {"all": ("admin/forms.css",)}
        js = ("admin/desk.js", "admin/forms.js")

    # Lists.

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """As Django's, without regular expressions, which a slip of the pen turns into an error page."""
        return not lookup.endswith("regex") and super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        try:
            return super().changelist_view(request, extra_context)
        except (ProtectedError, RestrictedError) as error:
            self.message_user(request, self.refusal_to_delete(error), messages.ERROR)
        except IntegrityError:
            self.message_user(request, "Nothing was deleted: it is in use meanwhile.", messages.ERROR)
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

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["taking_back"] = taking_back_of(context.get("original"), request.user)
        row, add = context.get("original"), self.has_add_permission(request)
        context |= links_of(context["adminform"], row, request, add=add, popup=context["is_popup"])
        context["notes"] = notes_on(context.get("original"), request.user)
        return super().render_change_form(request, context, *args, **kwargs)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        if carried(request):
            way = reverse(f"admin:{opts.app_label}_{opts.model_name}_recoverlist")
            return deleted_meanwhile(request, opts.verbose_name, opts.verbose_name_plural, way)
        said = f"This {opts.verbose_name} is not there any more: it was deleted, perhaps while you had it open."
        if request.method == "POST":
            said += f" Nothing was saved. “Recover deleted {opts.verbose_name_plural}” brings it back."
        self.message_user(request, said, messages.WARNING)
        return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))

    # Addresses.

    def get_fieldsets(self, request: HttpRequest, obj: Row | None = None) -> Any:
        """Former addresses are shown where there are any; a row gets them as it is renamed."""
        fieldsets = super().get_fieldsets(request, obj)
        formerly = isinstance(obj, Renamable) and obj.former_slugs
        return [*fieldsets, ("Addresses of before", {"fields": ("led_here",)})] if formerly else fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Row | None = None) -> Any:
        return [*super().get_readonly_fields(request, obj), *(["led_here"] if isinstance(obj, Renamable) else [])]

    @admin.display(description="they lead here")
    def led_here(self, row: Renamable) -> str:
        return ", ".join(slug for slug in row.formerly if slug != row.slug)

    def save_model(self, request: HttpRequest, obj: Row, form: Any, change: bool) -> None:
        was = form.initial.get("slug", "") if change and "slug" in form.changed_data else ""
        if was and isinstance(obj, Renamable):
            renaming.note(obj, was)
        super().save_model(request, obj, form, change)
        if was and isinstance(obj, Renamable):
            renaming.follow(obj, was)

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
            '<span class="desk-ways">{}<a href="{}">Workplace</a> · <a href="{}">Preview</a> · '
            '<a href="{}#publishing">Publishing</a></span>',
            (
                (
                    f"{story}: " if len(stories) > 1 else "",
                    work_url(story.pk),
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

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except (ProtectedError, RestrictedError) as error:
            self.message_user(request, self.refusal_to_delete(error), messages.ERROR)
        except IntegrityError:  # PostgreSQL finds at the end what somebody else saved meanwhile
            self.message_user(request, "Nothing was deleted: it is in use meanwhile.", messages.ERROR)
        return HttpResponseRedirect(request.path)
