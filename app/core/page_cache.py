"""Finished public pages, kept in this process's memory under their entity tag.

The tag says all that a page is made of, so a page found here is the page that would be made. When a link to a draft
goes round the town, it is made once and given out from then on. Nothing needs to be thrown away on a change: the
changed page has another tag, and the old one falls out at the end.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from flask import Flask, current_app

KEY = "moothall-page-cache"
# A page above this is rare, and would push out many others.
LARGEST_PAGE = 512 * 1024


class PageCache:
    """The pages used last, up to a number of bytes. Safe to use from several threads."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._pages: OrderedDict[str, tuple[bytes, str]] = OrderedDict()
        self._lock = Lock()

    def get(self, tag: str) -> tuple[bytes, str] | None:
        """The page's body and content type, or None."""
        with self._lock:
            if tag in self._pages:
                self._pages.move_to_end(tag)
            return self._pages.get(tag)

    def put(self, tag: str, body: bytes, content_type: str) -> None:
        """Keep a page; the ones that nobody has asked for longest make room."""
        if len(body) > min(LARGEST_PAGE, self.most_bytes):
            return
        with self._lock:
            if tag in self._pages:
                return
            self._pages[tag] = (body, content_type)
            self.bytes += len(body)
            while self.bytes > self.most_bytes:
                _, (dropped, _) = self._pages.popitem(last=False)
                self.bytes -= len(dropped)


def init_app(app: Flask) -> None:
    """Give an application its cache, of PAGE_CACHE_MB megabytes in each process; 0 keeps nothing."""
    app.extensions[KEY] = PageCache(app.config["PAGE_CACHE_MB"] * 1024 * 1024)


def here() -> PageCache:
    """The cache of the present application."""
    cache: PageCache = current_app.extensions[KEY]
    return cache
