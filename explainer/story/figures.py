"""Key points, background and figures, with the evidence for them. They are imported from ``resolved``."""

from __future__ import annotations

from django.utils.translation import pgettext

from ..edition import document as shape
from ..language.labels import thousands
from .record import Evidence


class KeyPoint(Evidence[shape.KeyPoint]):
    pass


class Background(Evidence[shape.Background]):
    pass


class Figure(Evidence[shape.Figure]):
    @property
    def span(self) -> str:
        """“30”, “30 to 40”, “up to 40”; thousands apart."""
        low, high = (thousands(text) for text in (self.value.low, self.value.high))
        if low and high and low != high:
            return pgettext("figure", "%(low)s to %(high)s") % {"low": low, "high": high}
        return low or pgettext("figure", "up to %(high)s") % {"high": high}

    @property
    def whole(self) -> str:
        return thousands(self.value.out_of)
