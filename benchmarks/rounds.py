"""Short rounds, one side after the other, the order reversed every other round."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.client import Answer, Connection, Prepared
from benchmarks.stats import Round

Sides = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Limits:
    """What bounds a measurement, in count and in time."""

    rounds: int = 11
    requests: int = 40
    """Most requests of one side in a round."""
    seconds: float = 1.5
    """After this long a side's turn ends, though not before three requests."""
    warm_up: int = 40
    settle: int = 4
    """Requests at the start of each turn that are not timed."""
    share: float = 1.0
    """How much of a whole run inside one process is done."""

    def items(self, full: int) -> int:
        """How many items a whole run has, of as many as it has at full size."""
        return max(1, int(full * self.share))

    @property
    def most(self) -> int:
        """Most requests one entry can be sent in a flow, warm-up and counting included."""
        return self.rounds * (self.requests + self.settle) + self.warm_up + 10


LEAST = 3
WARM_SECONDS = 10.0


def order(rounds: int, sides: Sides) -> Iterator[Sides]:
    """Yield the order of each round: A B, then B A, and so on."""
    for number in range(rounds):
        yield sides if number % 2 == 0 else (sides[1], sides[0])


@dataclass(slots=True)
class Target:
    """One side of a flow: where its requests go, and how many were sent."""

    port: int
    requests: Sequence[Prepared]
    before: Callable[[], None] | None = None
    sent: int = 0
    failures: list[str] = field(default_factory=list)

    def next_request(self) -> Prepared:
        """Return the next request, in turn."""
        request = self.requests[self.sent % len(self.requests)]
        self.sent += 1
        return request

    def send_one(self, connection: Connection) -> tuple[float, Answer, Prepared]:
        """Send the next request and what follows it.

        Return the seconds it all took, the last answer and the request it answers.
        """
        request = self.next_request()
        wire = request.wire(self.port)
        if self.before:
            self.before()
        began = time.perf_counter()
        answer = connection.send(wire)
        while (following := request.after(answer)) is not None:
            request = following
            answer = connection.send(request.wire(self.port))
        return time.perf_counter() - began, answer, request

    def turn(self, limits: Limits) -> tuple[float, ...]:
        """Send requests until a limit is reached; return the seconds each took."""
        with Connection(self.port) as connection:
            for _ in range(limits.settle):
                if self.send_one(connection)[0] > limits.seconds:
                    break
            end = time.perf_counter() + limits.seconds
            taken: list[float] = []
            while len(taken) < limits.requests:
                seconds, answer, request = self.send_one(connection)
                taken.append(seconds)
                if answer.status != request.status:
                    break
                if time.perf_counter() > end and len(taken) >= LEAST:
                    break
        self.failures += answer.failures(request)
        return tuple(taken)

    def warm_up(self, requests: int) -> None:
        """Reach every worker and thread: several connections, each used a few times.

        What takes seconds a request is warm after some of them.
        """
        end = time.perf_counter() + WARM_SECONDS
        for _ in range(requests // LEAST):
            if time.perf_counter() > end:
                break
            with Connection(self.port) as connection:
                for _ in range(LEAST):
                    self.send_one(connection)


def run(ours: Target, theirs: Target, limits: Limits) -> list[Round]:
    """Warm both sides up, then take the rounds; stop early when a side answers wrongly."""
    targets = {"ours": ours, "theirs": theirs}
    for target in targets.values():
        target.warm_up(limits.warm_up)
    found = []
    for first, second in order(limits.rounds, ("ours", "theirs")):
        taken = {side: targets[side].turn(limits) for side in (first, second)}
        found.append(Round(ours=taken["ours"], theirs=taken["theirs"]))
        if ours.failures or theirs.failures:
            break
    return found
