"""A skipped test is a failure: it would report as checked what nobody checked."""

from typing import Any

import pytest

MESSAGE = (
    "A skipped test counts as a failure here. Install what it misses (for a browser: "
    "apt-get install chromium, or set CHROMIUM to the path of one) or mark it `postgres`."
)


def skipped_reports(config: pytest.Config) -> list[Any]:
    """Return what was skipped; empty in a worker, which only reports to its controller."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return list(reporter.stats.get("skipped", [])) if reporter else []


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if exitstatus == pytest.ExitCode.OK and skipped_reports(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if reports := skipped_reports(config):
        terminalreporter.section("skipped tests", red=True, bold=True)
        for report in reports:
            terminalreporter.write_line(f"{report.nodeid}")
        terminalreporter.write_line(MESSAGE, red=True)
