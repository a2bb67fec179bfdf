"""Refuses requests that say they are written in another encoding than UTF-8.

Django fails on some before any of its middleware runs: it takes "hex" for an encoding of text.
"""

import codecs
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.http import parse_header_parameters

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
REFUSED = "400 Bad Request"
WORDS = b"Send text as UTF-8.\n"


def utf8_only(application: Application) -> Application:
    """Wrap a WSGI application, which then sees no request in another encoding."""

    def guarded(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if is_readable(environ.get("CONTENT_TYPE", "")):
            return application(environ, start_response)
        start_response(REFUSED, [("Content-Type", "text/plain"), ("Cache-Control", "no-store")])
        return [WORDS]

    return guarded


def is_readable(content_type: str) -> bool:
    """Tell whether a content type names no encoding, UTF-8, or one that nobody knows."""
    try:
        charset = parse_header_parameters(content_type)[1].get("charset", "utf-8")
        return codecs.lookup(charset).name == "utf-8"
    except LookupError:
        return True  # Django goes on with UTF-8
    except ValueError:
        return False
