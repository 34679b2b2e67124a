#!/usr/bin/env python3
"""Runs Django's commands for this project, from any folder.

It must not hold settings or logic of its own, nor turn a settings sentence into a traceback."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "explainer.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        raise SystemExit(
            "explainer: Django is not installed for this Python; use `python3 run` instead of manage.py."
        ) from None
    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
