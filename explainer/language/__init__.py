"""Words and dates as such: dates that admit doubt, Markdown to safe HTML, words for search, labels, languages.

It must not know a story, a row or a page."""
