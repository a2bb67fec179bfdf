"""What can come after a decision."""

from django.http import HttpRequest
from django.test import RequestFactory

from intake.engine.answers import read_answers
from intake.engine.routing import decide
from intake.engine.types import Decision
from intake.next_steps import NextStep, Registry
from tests.factories import intake as factory


def decision() -> Decision:
    definition = factory.small_definition()
    return decide(definition, read_answers(definition, factory.BOOKING)[0])


def offer(request: HttpRequest, found: Decision) -> NextStep | None:
    if found.route != "booking":
        return None
    return NextStep(f"/times/{found.service}/", "Book a visit")


def test_nobody_offers_a_step_until_an_app_does() -> None:
    assert Registry().get("booking", RequestFactory().get("/"), decision()) is None


def test_an_app_offers_a_step_for_a_decision() -> None:
    registry = Registry()
    registry.register("booking", offer)
    found = registry.get("booking", RequestFactory().get("/"), decision())
    assert found == NextStep("/times/first-visit/", "Book a visit")
    assert registry.get("another", RequestFactory().get("/"), decision()) is None


def test_the_last_to_register_a_step_provides_it() -> None:
    registry = Registry()
    registry.register("booking", offer)
    registry.register("booking", lambda request, found: None)
    assert registry.get("booking", RequestFactory().get("/"), decision()) is None
