import pytest

from benchmarks.client import BrokenAnswerError, Connection, OutsideError, Prepared
from benchmarks.servers import Server


def test_only_this_machine_is_ever_contacted() -> None:
    with pytest.raises(OutsideError):
        Connection(80, host="192.0.2.1")


def test_several_requests_share_one_connection(site: Server) -> None:
    with Connection(site.port) as connection:
        for path in ("/a/", "/b/"):
            answer = connection.send(Prepared("GET", path).wire(site.port))
            assert answer.body.decode() == f"You are at {path}"


def test_a_form_is_sent_with_its_cookies(site: Server) -> None:
    request = Prepared("POST", "/", {"token": "secret"}, "a=1", 302, ("a=1&token=secret",))
    with Connection(site.port) as connection:
        answer = connection.send(request.wire(site.port))
    assert answer.status == 302
    assert answer.failures(request) == []


def test_an_answer_without_the_words_expected_is_a_failure(site: Server) -> None:
    request = Prepared("GET", "/a/", contains=("You are at", "the article"))
    with Connection(site.port) as connection:
        answer = connection.send(request.wire(site.port))
    assert answer.failures(request) == ["/a/ does not say 'the article'"]


def test_another_status_is_a_failure(site: Server) -> None:
    request = Prepared("GET", "/nowhere/")
    with Connection(site.port) as connection:
        answer = connection.send(request.wire(site.port))
    assert answer.failures(request) == ["/nowhere/ answered 404 instead of 200"]


def test_an_answer_without_a_length_cannot_be_read(site: Server) -> None:
    with Connection(site.port) as connection, pytest.raises(BrokenAnswerError, match="length"):
        connection.send(b"GET /endless/ HTTP/1.1\r\n\r\n")
