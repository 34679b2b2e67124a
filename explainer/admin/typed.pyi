# What the stubs lack: reversion and markdownx have no types, and three hooks of Django are private.

from contextlib import AbstractContextManager
from typing import Any, TypeAlias, TypeVar

from django import forms
from django.contrib.admin import ModelAdmin as ModelAdmin
from django.contrib.admin import StackedInline as StackedInline
from django.contrib.admin.options import BaseModelAdmin as BaseModelAdmin
from django.contrib.admin.options import _FieldOpts
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Model
from django.forms import ModelChoiceField as ModelChoiceField
from django.http import HttpRequest, HttpResponse

_Row = TypeVar("_Row", bound=Model)

Fieldset: TypeAlias = tuple[str, _FieldOpts]

class VersionAdmin(ModelAdmin[_Row]):
    history_latest_first: bool
    def create_revision(self, request: HttpRequest) -> AbstractContextManager[None]: ...
    def revision_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = ...
    ) -> HttpResponse: ...
    def recover_view(
        self, request: HttpRequest, version_id: str, extra_context: dict[str, Any] | None = ...
    ) -> HttpResponse: ...
    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse: ...

# A form of the desk is for rows of whatever model, and asks the row what it has.
class RowForm(forms.ModelForm[Any]):
    def _get_validation_exclusions(self) -> set[str]: ...

class RowFormSet(forms.BaseInlineFormSet[Any, Any, Any]):
    def _should_delete_form(self, form: RowForm) -> bool: ...

class MarkdownWidget(AdminTextareaWidget): ...
