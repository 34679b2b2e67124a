"""The pages, on screens and on paper: one short function each, which fetches and renders.

It must not change a row: GET and HEAD alone. Only ``preview`` knows the desk."""
