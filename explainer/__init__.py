"""The Explainer: one lasting place for a news story that unfolds over months.

This module must not import anything: settings, commands and the server all import it first."""

__version__ = "0.1.0"
