"""Medians, quartiles and ratios of rounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and quartiles of some numbers."""

    low: float
    middle: float
    high: float


def spread(numbers: Sequence[float]) -> Spread:
    """Return median and quartiles (inclusive method); one number is its own quartiles."""
    if len(numbers) == 1:
        return Spread(numbers[0], numbers[0], numbers[0])
    low, middle, high = quantiles(numbers, n=4, method="inclusive")
    return Spread(low, middle, high)


@dataclass(frozen=True, slots=True)
class Round:
    """The seconds each request took, on both sides, within one round."""

    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Our median through theirs, both of this round."""
        return median(self.ours) / median(self.theirs)


def ratio_of(rounds: Sequence[Round]) -> Spread:
    """Return the spread of the ratios of the rounds.

    Never the ratio of two overall medians: a machine's speed changes between rounds, less so
    within one.
    """
    return spread([one.ratio for one in rounds])


def median_ms(samples: Sequence[tuple[float, ...]]) -> float:
    """Return the median of the rounds' medians, in milliseconds."""
    return median(median(one) for one in samples) * 1000
