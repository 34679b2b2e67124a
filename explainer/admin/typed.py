"""Django's and reversion's classes for forms, with what they are for: ``ModelAdmin[Story]`` (see ``typed.pyi``).

It must not do anything: what stands in brackets is passed over, for Django's own classes take nothing there.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import options
from django.forms import BaseInlineFormSet as RowFormSet
from django.forms import ModelForm as RowForm
from markdownx.widgets import AdminMarkdownxWidget as MarkdownWidget
from reversion import admin as reversion

__all__ = [
    "BaseModelAdmin", "Fieldset", "MarkdownWidget", "ModelAdmin", "ModelChoiceField", "RowForm", "RowFormSet",
    "StackedInline", "VersionAdmin",
]  # fmt: skip

Fieldset = tuple


class Bracketed:
    def __class_getitem__(cls, rows: Any) -> type:
        return cls


class BaseModelAdmin(Bracketed, options.BaseModelAdmin):
    pass


class ModelAdmin(Bracketed, admin.ModelAdmin):
    pass


class StackedInline(Bracketed, admin.StackedInline):
    pass


class VersionAdmin(Bracketed, reversion.VersionAdmin):
    pass


class ModelChoiceField(Bracketed, forms.ModelChoiceField):
    pass
