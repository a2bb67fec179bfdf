"""What every test shares. Each concern has its own file in tests/support."""

from hypothesis import settings

pytest_plugins = [
    "tests.support.sharing",
    "tests.support.databases",
    "tests.support.browser",
    "tests.support.caches",
    "tests.support.queues",
    "tests.support.network",
    "tests.support.no_skips",
]

# Two busy cores make single examples slow now and then; the number of examples is the limit.
settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")
