"""What programs send that mean no good: bodies, names, tokens, cookies, headers."""

from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st

from tests.booking.pages import DETAILS
from tests.factories import booking as make
from tests.factories import intake as factory

NASTY = [
    "", " ", "\x00", "a\x00b", "\r\nSet-Cookie: a=b", "😀" * 40, "é\u0301\u202e", "\ufffd",
    "-1", "0", "99999999999999999999", "1e309", "NaN", "Infinity", "０", "½", "true", "[]", "{}",
    "' OR 1=1 --", "<script>alert(1)</script>", "{{ 7*7 }}", "%s%n", "../../etc/passwd",
    "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00-14:00", "2027-03-02T14:00:00", "24:00",
    "2027-03-02T14:00:00+00:00", "2027-02-30", "not_sure", "none_of_these", "America/New_York",
    "../zone", "+" + "1" * 60, "a@" + "b" * 300 + ".example", "a" * 300,
]  # fmt: skip
HUGE = ["x" * 200_000, "😀" * 50_000, "\x00" * 70_000, "9" * 200_000, "a " * 100_000]
FIELDS = [
    "name", "email", "phone", "consent", "start", "was_lost", "client_zone", "visit", "place",
    "who", "days", "change", "weekdays", "part", "practitioners", "first_day", "last_day",
    "form_id", "best_time", "agree", "shown", "website", "csrfmiddlewaretoken", "q-progress",
    *(f"q-{key}" for key in factory.BOOKING), "q-work", "q-story", "q-", "unknown", "name[]",
    "__proto__", "\x00", "😀",
]  # fmt: skip
CONTENT_TYPES = [
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=no-such-thing",
    "application/json",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=x",
    "multipart/form-data; boundary=x; charset=utf-7",
    "text/plain; charset=utf-7",
    "multipart/form-data; boundary=" + "x" * 300,
    "multipart/mixed; boundary=x",
    "text/plain",
    "",
    "nonsense",
]
PARTS = [
    b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nhi\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="name"; filename="a\x00.exe"\r\n\r\nhi\r\n--x--',
    b'--x\r\nContent-Disposition: form-data; name="name"\r\nContent-Transfer-Encoding: base64'
    b"\r\n\r\n!!!\r\n--x--\r\n",
    b"--x\r\n\r\n\r\n--x",
    b"--x\r\nContent-Disposition: form-data; name*=utf-8''%ff\r\n\r\nhi\r\n--x--\r\n",
    b"=&=&&&;=%", b"name=%ff%fe&email=%00&start=%", b"\xff\xfe\x00" * 500, b'{"name": ["a"]}',
]  # fmt: skip

GOOD = DETAILS | {
    "start": make.FIRST.isoformat(),
    "part": "morning",
    "weekdays": ["1", "2"],
    "first_day": "2027-03-02",
    "form_id": "mine",
    "best_time": "morning",
    "agree": "1",
    "q-progress": "worse",
    **{f"q-{key}": value for key, value in factory.BOOKING.items()},
}
"""One body that every form takes something from, to come far before something is wrong."""

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
value = st.one_of(st.sampled_from(NASTY), text, st.sampled_from(HUGE))
values = st.one_of(value, st.lists(value, min_size=2, max_size=3))
fields = st.dictionaries(st.sampled_from(FIELDS) | text, values, max_size=4)


def encoded(data: dict[str, Any]) -> bytes:
    """Return a form as a browser sends it; a list gives its name several times."""
    pairs = [
        (name, each)
        for name, given in data.items()
        for each in (given if isinstance(given, list) else [given])
    ]
    return "&".join(f"{quote(name)}={quote(str(each))}" for name, each in pairs).encode()


nearly_good = fields.map(lambda junk: (encoded(GOOD | junk), CONTENT_TYPES[0]))
all_junk = fields.map(lambda junk: (encoded(junk), CONTENT_TYPES[0]))
raw = st.tuples(st.sampled_from(PARTS) | st.binary(max_size=300), st.sampled_from(CONTENT_TYPES))
body = st.one_of(nearly_good, nearly_good, all_junk, raw)
query = st.one_of(
    st.just(b""),
    fields.map(lambda junk: encoded(junk)[:6000]),
    st.binary(max_size=40),
    st.just(b"change=1&days=60&who=1"),
)
token = st.one_of(st.sampled_from([each for each in NASTY if each]), text.filter(bool)).map(
    lambda each: quote(each, safe="")
)
cookie = st.one_of(
    st.sampled_from(NASTY[1:]), text, st.just("x" * 4000), st.just('"\\377; ;;; =; a=\x00')
).map(lambda each: each.encode().decode("latin-1"))
"""As a server hands over what stood in the header."""
HEADERS = [
    {},
    {"HTTP_REFERER": "http://\x00"},
    {"HTTP_ACCEPT_LANGUAGE": "xx-" + "y" * 600 + ";q=b"},
    {"HTTP_X_FORWARDED_FOR": "' OR 1=1", "HTTP_X_FORWARDED_HOST": "evil.example"},
    {"HTTP_RANGE": "bytes=0-"},
    {"HTTP_IF_MODIFIED_SINCE": "yesterday", "HTTP_IF_NONE_MATCH": '"*'},
    {"REMOTE_ADDR": ""},
    {"REMOTE_ADDR": "unix:\x00"},
]
header = st.sampled_from(HEADERS)
