"""The one set of server settings for every side."""

import os

bind = f"127.0.0.1:{os.environ['BENCH_PORT']}"
worker_class = "gthread"
workers = 2
threads = 4
keepalive = 60
loglevel = "warning"
control_socket_disable = True
