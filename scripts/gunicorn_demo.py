"""How the demo is served: one process with threads, so that SQLite has one writer process."""

import os
from typing import Any

from clinic_site.demo.staff import STAFF

bind = f"127.0.0.1:{os.environ['PORT']}"
workers = 1
threads = 8
loglevel = "warning"
control_socket_disable = True
BASE_URL = os.environ["BASE_URL"]

ADDRESSES = {
    "Site": "/",
    "Causes of pain": "/lower-back-and-hip-pain/",
    "Intake": "/intake/",
    "Booking": "/booking/",
    "Admin": "/admin/",
    "Sent e-mails": "/demo/mail/",
    "Demo tools": "/demo/",
}


def post_worker_init(worker: Any) -> None:
    """Say where everything is, now that the site answers."""
    lines = ["", "The demo is running.", ""]
    lines += [f"  {name:<16}{BASE_URL}{path}" for name, path in ADDRESSES.items()]
    lines += ["", "  Sign in to the admin with (user name, password, who it is)"]
    lines += [f"  {person.username:<16}{person.password:<22}{person.name}" for person in STAFF]
    lines += ["", "Press Ctrl-C to stop; the data stays. `make demo-reset` starts over.", ""]
    print("\n".join(lines), flush=True)


def on_exit(server: Any) -> None:
    """Confirm the stop."""
    print("\nThe demo has stopped.", flush=True)
