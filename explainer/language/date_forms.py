"""Every form of date that the desk reads, each with an example and what it is for: what the desk's help is made of.

It must not read a date: ``dates`` does.
"""

from __future__ import annotations

# (example, what it says). A test holds that there is one for each shape, open end and mark of doubt.
FORMS = (
    ("2024-05-31", "a day"),
    ("2024-06", "a month"),
    ("2024", "a year"),
    ("2024-12~", "about"),
    ("2024-12?", "perhaps"),
    ("2024-12%", "perhaps about"),
    ("[2024-06-21..2024-06-30]", "one day within"),
    ("[..2024-08-23]", "by"),
    ("[2024-08-23..]", "on or after"),
    ("2024-06-01/2024-06-10", "lasted"),
    ("2024-06-01/..", "from, without a known end"),
    ("../2024-06-10", "until, without a known start"),
)
HELP = f"{'; '.join(f'{said}: {form}' for form, said in FORMS)}. Each may be to the day, the month or the year."
# In a sentence that must stay short.
SOME = "write 2024-05-31, 2024-06~, [..2024-08-23], [2024-08-23..], [2024-06-21..2024-06-30] or 2024-06-01/2024-06-10."
