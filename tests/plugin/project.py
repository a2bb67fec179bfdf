"""A stranger's Wagtail project, in a folder and an environment of its own."""

import json
import os
import site
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.plugin.readme import Block
from tests.support.demo import ROOT, free_port, wait_until_it_answers

LEAVE_BEHIND = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "VAR_DIR", "PYTHONPATH", "TEST_DB")


class Project:
    """A Wagtail project whose environment knows our dependencies, but not our source."""

    def __init__(self, folder: Path, wheels: Path) -> None:
        self.folder = folder / "mysite"
        self.venv = folder / "venv"
        self.environment = {k: v for k, v in os.environ.items() if k not in LEAVE_BEHIND}
        self.environment |= {
            "PATH": f"{self.venv / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(wheels),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }

    def make(self) -> None:
        """Make the environment and run `wagtail start mysite`."""
        subprocess.run([sys.executable, "-m", "venv", str(self.venv)], check=True)
        inside = next(self.venv.glob("lib/python3*/site-packages"))
        (inside / "dependencies.pth").write_text("\n".join(site.getsitepackages()) + "\n")
        self.folder.mkdir()
        self.run("python -m wagtail.bin.wagtail start mysite .")

    def run(self, commands: str) -> str:
        """Run shell commands in the project; keep what they exported; return what they printed."""
        keep = 'python -c "import json, os; print(json.dumps(dict(os.environ)))" > .environment'
        result = subprocess.run(
            ["sh", "-e", "-c", f"{commands}\n{keep}"],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert result.returncode == 0, f"{commands}\n{result.stdout}\n{result.stderr}"
        self.environment = json.loads((self.folder / ".environment").read_text())
        return result.stdout.strip()

    def follow(self, block: Block) -> None:
        """Do what one block of the README says."""
        if block.title is None:
            assert block.language == "sh", f"a {block.language} block needs a title"
            self.run(block.text)
            return
        path = self.folder / block.title
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text() if path.exists() else ""
        path.write_text(f"{before}\n{block.text}")

    def python(self, code: str) -> str:
        """Run code in the project's shell, as its developer would; return what it printed."""
        script = self.folder / "snippet.py"
        script.write_text(code)
        return self.run("python manage.py shell --verbosity 0 < snippet.py")

    @contextmanager
    def served(self) -> Iterator[str]:
        """Serve the project with Django's development server; yield its address."""
        port = free_port()
        log = self.folder / "server.log"
        with log.open("w") as output:
            server = subprocess.Popen(
                ["python", "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"],
                cwd=self.folder,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            wait_until_it_answers(server, f"http://127.0.0.1:{port}/", log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)


def build_wheel(folder: Path) -> Path:
    """Build the plugin's wheel from this checkout; return it."""
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"]
    quiet = ["--quiet", "--disable-pip-version-check", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run([*command, *quiet], check=True)
    return next(folder.glob("clinic_intake-*.whl"))
