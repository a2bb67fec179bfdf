"""What each page costs in queries."""

from unittest.mock import ANY

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import intake as factory
from tests.intake.walker import (
    CHECK,
    RESULT,
    Walker,
    step_url,
)


@pytest.fixture
def warm(walker: Walker) -> Walker:
    """A client on the way, after the clinic's facts and the definition were read once."""
    walker.walk_to_check(factory.SELF_HELP)
    walker.get(step_url("began"))
    return walker


def test_showing_a_step_costs_one_query(
    warm: Walker, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        warm.get(step_url("began"))


def test_answering_a_step_costs_two_queries(
    warm: Walker, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        warm.answer("began", {"duration_weeks": "4"})


def test_a_refused_answer_costs_one_query(
    warm: Walker, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        warm.answer("began", {"duration_weeks": ""})


def test_the_check_page_and_the_decision_cost_one_and_two_queries(
    warm: Walker, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        warm.get(CHECK)
    with django_assert_num_queries(2):
        warm.client.post(CHECK)


def test_an_emergency_result_costs_one_query(
    warm: Walker, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    warm.answer("safety", factory.EMERGENCY)
    with django_assert_num_queries(1):
        warm.get(RESULT)


def test_the_cost_of_a_result_does_not_grow_with_the_number_of_causes(
    warm: Walker, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factory.article("piriformis-syndrome")
    warm.client.post(CHECK)
    warm.get(RESULT)
    with django_assert_num_queries(5):
        response = warm.get(RESULT)
    assert response.context["result"].article == ANY
