import time
from collections import Counter

from benchmarks import rounds
from benchmarks.client import Connection, Prepared
from benchmarks.rounds import Limits, Target
from benchmarks.servers import Server

FEW = Limits(rounds=4, requests=5, seconds=5, warm_up=6, settle=1)


def target(site: Server, *paths: str, **changes: object) -> Target:
    return Target(site.port, [Prepared("GET", path) for path in paths], **changes)


def test_the_order_is_reversed_every_other_round() -> None:
    assert list(rounds.order(3, ("A", "B"))) == [("A", "B"), ("B", "A"), ("A", "B")]


def test_every_round_times_both_sides(site: Server) -> None:
    taken = rounds.run(target(site, "/a/"), target(site, "/slow/"), FEW)
    assert [(len(one.ours), len(one.theirs)) for one in taken] == [(5, 5)] * 4
    assert all(one.ratio < 1 for one in taken)


def test_the_requests_sent_are_all_counted_and_bounded(site: Server) -> None:
    ours = target(site, "/a/")
    rounds.run(ours, target(site, "/b/"), FEW)
    assert ours.sent == FEW.warm_up + FEW.rounds * (FEW.requests + FEW.settle)
    assert ours.sent <= FEW.most


def test_a_turn_ends_when_its_time_is_up(site: Server) -> None:
    limits = Limits(requests=1000, seconds=0.1, settle=0)
    began = time.monotonic()
    taken = target(site, "/slow/").turn(limits)
    assert rounds.LEAST <= len(taken) < 1000
    assert time.monotonic() - began < 5


def test_prepared_requests_are_sent_in_turn() -> None:
    ours = Target(1, [Prepared("GET", "/a/"), Prepared("GET", "/b/")])
    assert Counter(ours.next_request().path for _ in range(4)) == {"/a/": 2, "/b/": 2}


def test_what_follows_an_answer_is_part_of_the_same_work(site: Server) -> None:
    then = Prepared("GET", "", contains=("You are at /next/",))
    both = Prepared("POST", "/first/", body="a=1", status=302, contains=("/next/",), then=then)
    ours = Target(site.port, [both])
    with Connection(site.port) as connection:
        _seconds, answer, request = ours.send_one(connection)
    assert (ours.sent, request.path.startswith("/next/")) == (1, True)
    assert answer.failures(request) == []


def test_nothing_follows_a_wrong_answer(site: Server) -> None:
    both = Prepared("GET", "/nowhere/", then=Prepared("GET", "/a/"))
    with Connection(site.port) as connection:
        _seconds, answer, request = Target(site.port, [both]).send_one(connection)
    assert answer.failures(request) == ["/nowhere/ answered 404 instead of 200"]


def test_a_wrong_answer_ends_the_rounds(site: Server) -> None:
    ours = target(site, "/nowhere/")
    assert len(rounds.run(ours, target(site, "/b/"), FEW)) == 1
    assert ours.failures == ["/nowhere/ answered 404 instead of 200"]


def test_what_happens_before_a_request_is_not_timed(site: Server) -> None:
    ours = target(site, "/a/", before=lambda: time.sleep(0.05))
    [one] = rounds.run(ours, target(site, "/b/"), Limits(1, 3, 5, warm_up=0, settle=0))
    assert max(one.ours) < 0.05
