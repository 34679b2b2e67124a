"""One short function per page: fetch, render. GET and HEAD only."""
