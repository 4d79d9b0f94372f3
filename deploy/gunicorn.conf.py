"""How Piêu's web server runs, under `./run`, systemd, the tests and the benchmarks alike.

WEB_WORKERS and WEB_THREADS size it. A thread holds one database connection. Four threads a worker, so that one
phone that sends its photo over 2G does not hold a whole worker where no nginx stands in front.
"""

import os
import tempfile

wsgi_app = "backend.wsgi:application"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
# As much as nginx passes on: what Django answers to a long address is a page of ours, what gunicorn answers is bare and in English.
limit_request_line = 8190
worker_class = "gthread" if threads > 1 else "sync"
timeout = 60
graceful_timeout = 20
keepalive = 15
# Heartbeats of the workers must not wait for a busy disk.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir()
# No control socket in the home folder, which a service user has not got. Stop and reload by signal.
control_socket_disable = True
# Who scanned what is nobody's business: no access log here, and nginx's has no addresses (deploy/nginx).
accesslog = None
errorlog = "-"
loglevel = os.environ.get("WEB_LOG_LEVEL", "warning")
