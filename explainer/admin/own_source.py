"""The source of a part of a row, where it is left empty: the only one that the whole row has.

It must not choose one of several.
"""

from __future__ import annotations

from typing import Any

from explainer.models import Source

from .choices import is_key
from .forms import PartForm


class OwnSource(PartForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        self.needed = field.required
        field.required = False
        field.help_text = f"{field.help_text} Empty: the one source above, where there is just one."

    def lacks_source(self) -> bool:
        """Whether it needs one, as far as it is filled in."""
        return self.needed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("source") is None and "source" not in self.errors and self.lacks_source():
            if source := self.only_source():
                cleaned["source"] = source
                self.told.append(f"Source of the {self._meta.model._meta.verbose_name}: {source}, the only one above.")
            elif self.needed:
                self.add_error("source", "Choose the source: above there is none, or more than one.")
        return cleaned

    def only_source(self) -> Source | None:
        """As it is sent with the whole row."""
        data: Any = self.data
        keys = {key for key in data.getlist("sources") if is_key(key)} if hasattr(data, "getlist") else set()
        return Source.objects.filter(pk__in=keys).first() if len(keys) == 1 else None
