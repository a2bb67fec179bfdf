import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from benchmarks.servers import ROOT, Server, StartError, serving
from tests.benchmarks.site import WAY_IN

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def family(server: Server) -> list[psutil.Process]:
    first = psutil.Process(server.process.pid)
    deadline = time.monotonic() + 20
    while not first.children() and time.monotonic() < deadline:
        time.sleep(0.05)
    return [first, *first.children(recursive=True)]


def is_gone(process: psutil.Process) -> bool:
    """Whether a process is gone within ten seconds: a killed one takes a moment to die."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_server_and_its_children_are_stopped_when_the_work_is_done(tmp_path: Path) -> None:
    with serving(WAY_IN, ENVIRONMENT, tmp_path / "log") as server:
        processes = family(server)
        assert is_listening(server.port)
    assert len(processes) > 1
    assert all(is_gone(process) for process in processes)
    assert not is_listening(server.port)


def break_off(log: Path) -> None:
    with serving(WAY_IN, ENVIRONMENT, log) as server:
        log.with_suffix(".pids").write_text(" ".join(str(one.pid) for one in family(server)))
        raise KeyboardInterrupt


def test_a_server_is_stopped_when_the_work_breaks_off(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        break_off(tmp_path / "log")
    pids = [int(pid) for pid in (tmp_path / "log.pids").read_text().split()]
    assert len(pids) > 1
    assert not any(psutil.pid_exists(pid) and not is_gone(psutil.Process(pid)) for pid in pids)


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "raise SystemExit('no such table')")
    with (
        pytest.raises(StartError, match="no such table"),
        serving(command, ENVIRONMENT, tmp_path / "log"),
    ):
        pytest.fail("it started")


def test_ctrl_c_stops_every_server(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys, time\n"
        "from pathlib import Path\n"
        # A shell that runs the tests in the background has them ignore Ctrl-C.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from benchmarks.servers import serving\n"
        "from tests.benchmarks.site import WAY_IN\n"
        "with serving(WAY_IN, os.environ, Path(sys.argv[1])) as server:\n"
        "    print(server.process.pid, flush=True)\n"
        "    time.sleep(60)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "log")]
    with subprocess.Popen(
        command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as harness:
        assert harness.stdout is not None
        served = psutil.Process(int(harness.stdout.readline()))
        harness.send_signal(signal.SIGINT)
        harness.wait(30)
    assert is_gone(served)


def test_processor_time_counts_the_children_too(site: Server) -> None:
    first, *children = family(site)
    deadline = time.monotonic() + 20
    while children[0].cpu_times().user < 0.1 and time.monotonic() < deadline:
        time.sleep(0.05)
    alone = first.cpu_times()
    assert site.cpu_seconds() > alone.user + alone.system + 0.05
