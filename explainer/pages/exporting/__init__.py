"""Writes the public site as files, as an anonymous reader finds it by following links: for any server of files.

It must not know what is on a page, nor see more than a reader, nor touch a file that it did not write.
"""
