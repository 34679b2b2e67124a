"""The door: the page cache and how fresh it is, the protocol, headers, refused requests, what machines share.

It must not know what is on a page, nor any model but the count of publications."""
