"""Pictures of what is shared: 1200 by 630 pixels, drawn on this side from what is published.

It must not show what the page of the same thing does not.
"""
