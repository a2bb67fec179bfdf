"""What a request says about its encoding stops nothing, whatever it says."""

from io import BytesIO

import pytest
from django.test import RequestFactory

from clinic_site.wsgi import application


def status_of(content_type: str) -> str:
    """Return what the site that a server runs answers to a request with that content type."""
    body = BytesIO(b"a=b")
    environ = RequestFactory()._base_environ(
        PATH_INFO="/robots.txt", QUERY_STRING="x=%ff", CONTENT_TYPE=content_type, CONTENT_LENGTH=3
    ) | {"wsgi.input": body, "REQUEST_METHOD": "GET"}
    said: list[str] = []
    list(application(environ, lambda status, headers, *_: said.append(status)))
    return said[0]


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["hex", "rot13", "utf-7", "utf-16", "base64", "\x00", "idna"])
def test_a_request_in_another_encoding_is_refused_before_it_is_read(charset: str) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        assert status_of(f"{kind}; charset={charset}; boundary=x").startswith("400")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "text/plain; charset=UTF8", 'text/plain; charset="utf-8"', "a/b; charset=?"],
)
def test_a_request_in_utf_8_or_in_nothing_known_is_read(content_type: str) -> None:
    assert status_of(content_type).startswith("200")
