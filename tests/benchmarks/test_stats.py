import pytest

from benchmarks.stats import Round, Spread, median_ms, ratio_of, spread


def test_median_and_quartiles_of_known_numbers() -> None:
    assert spread([5, 1, 4, 2, 3]) == Spread(2, 3, 4)


def test_one_round_is_its_own_quartiles() -> None:
    assert spread([0.5]) == Spread(0.5, 0.5, 0.5)


def test_a_ratio_is_taken_within_each_round() -> None:
    # The machine slows down tenfold after the first round; within a round we are always half.
    rounds = [Round((1.0,), (2.0,)), Round((10.0,), (20.0,)), Round((10.0,), (20.0,))]
    assert ratio_of(rounds) == Spread(0.5, 0.5, 0.5)


def test_one_slow_request_does_not_move_a_round() -> None:
    assert Round((1.0, 1.0, 99.0), (2.0, 2.0, 2.0)).ratio == 0.5


def test_milliseconds_are_the_median_of_the_medians() -> None:
    assert median_ms([(0.001,), (0.002, 0.002, 9.0), (0.5,)]) == pytest.approx(2.0)
