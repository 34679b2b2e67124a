"""Words and dates as such: dates that admit doubt, Markdown to safe HTML, words as they are read, quoted and found,
labels, languages.

It must not know a story, a row or a page."""
