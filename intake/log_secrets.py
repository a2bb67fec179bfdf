"""Keeps the secret part of our addresses out of the log lines that Django writes about them."""

import logging
import re

LOGGERS = ("django.request", "django.security.csrf", "django.server")
"""Those that name an address: not found, refused, broken, and what `runserver` serves."""

HIDDEN = "***"
_before: list[str] = []


class HideSecrets(logging.Filter):
    """Lets every record through, without the secrets of links."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace secrets in the words of a record."""
        if isinstance(record.args, tuple):
            record.args = tuple(_hide(word) for word in record.args)
        record.msg = _hide(record.msg)
        return True


def hide_after(*segments: str) -> None:
    """Hide in log lines what follows one of these segments of an address."""
    _before.extend(segment for segment in segments if segment not in _before)
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(one, HideSecrets) for one in logger.filters):
            logger.addFilter(HideSecrets())


def _hide(word: object) -> object:
    if not isinstance(word, str):
        return word
    segments = "|".join(map(re.escape, _before))
    return re.sub(rf"/({segments})/[^/\s?]+", rf"/\1/{HIDDEN}", word)
