"""The configuration of Piêu's web server for `./run`, systemd, the tests and the benchmarks.

WEB_WORKERS and WEB_THREADS set its size. Each thread has one database connection. A worker has four threads, so that
without nginx one slow upload over 2G doesn't block a whole worker.
"""

import gc
import os
import shutil
import tempfile

wsgi_app = "backend.wsgi:application"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
# The same limit as nginx: Django answers too long URLs with a page of ours, gunicorn with bare English text.
limit_request_line = 8190
worker_class = "gthread" if threads > 1 else "sync"
# One import for all workers, which share its memory. A reload by signal keeps the old code: restart instead.
preload_app = True
timeout = 60
graceful_timeout = 20
keepalive = 15
# Heartbeat files in memory, so that workers don't wait for a busy disk.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir()
# No control socket in the home folder, which a service user doesn't have. Use signals to stop and reload.
control_socket_disable = True
# No access log, for privacy: it would show who scanned what. That of nginx has no addresses (deploy/nginx).
accesslog = None
errorlog = "-"
loglevel = os.environ.get("WEB_LOG_LEVEL", "warning")

if os.environ.get("PIEU_METRICS_TOKEN") and "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    # Each worker counts in files of its own; /metrics adds them up.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="pieu-metrics-", dir=worker_tmp_dir)


def child_exit(server, worker):
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client import multiprocess  # noqa: PLC0415 only where it counts

        multiprocess.mark_process_dead(worker.pid)


def on_exit(server):
    shutil.rmtree(os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""), ignore_errors=True)


def when_ready(server):
    # What was imported is never garbage. Collecting it would copy the shared pages into every worker.
    gc.collect()
    gc.freeze()
