"""The settings of the test run: those of backend.settings with PIEU_ENV=test, without the developer's own environment.

Every process of a run has its own folder for local state, media and static files, which is deleted when it ends.
"""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="pieu-test-")
_owner = os.getpid()


@atexit.register
def _remove_folder() -> None:
    # A forked child (a worker of a test) must not delete its parent's folder.
    if os.getpid() == _owner:
        shutil.rmtree(_folder, ignore_errors=True)


_CHOSEN: tuple[str, ...] = (
    "PIEU_",
    "SQLITE_",
    "SMS_",
    "S3_",
    "SMTP_",
    "API_RATE_",
    "LABEL_KEY",
    "SECRET_KEY",
    "STATIC_ROOT",
)
_CHOSEN += (
    "LOGIN_FAILURES",
    "PACK_",
    "XAPI_",
    "BADGE_KEY",
    "LOG_KEY",
    "LOG_NAME",
    "LOG_WITNESSES",
    "SCANS_A",
    "COPY_",
    "TRUSTED_PROXIES",
)
for _name in list(os.environ):
    if _name.startswith(_CHOSEN) and _name not in {
        "PIEU_CONFORMANCE",
        "PIEU_AXE",
        "PIEU_EVERYTHING",
        "PIEU_SLOW",
    }:
        del os.environ[_name]
for _name in ("PUBLIC_ORIGIN", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "DEBUG", "PORT", "REDIS_URL"):
    os.environ.pop(_name, None)
for _name in ("MEDIA_ROOT", "MEDIA_ACCEL_PREFIX", "LOG_LEVEL"):
    os.environ.pop(_name, None)

os.environ |= {
    "PIEU_ENV": "test",
    "PIEU_VAR": f"{_folder}/var",
    "MEDIA_ROOT": f"{_folder}/media",
    "STATIC_ROOT": f"{_folder}/static",
    "SECRET_KEY": "only-for-tests-" + "x" * 40,
    "LABEL_KEYS": "1:" + "0123456789abcdef" * 4,
    "BADGE_KEYS": "1:" + "fedcba9876543210" * 4,
    "LOG_KEYS": "1:" + "02468ace13579bdf" * 4,
}

os.mkdir(os.environ["STATIC_ROOT"])

# Files of a test needn't survive a power cut, and a thousand syncs to disk are slow. Processes that a test starts have the settings
# of production.
os.fsync = lambda fd: None

from backend.settings import *  # noqa: E402, F403

# Users of different tests have the same numbers, so limits would carry over between tests. tests/common/test_throttles.py sets its own.
REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = {"anon": None, "user": None}  # noqa: F405

# The test database is in memory, and pytest-django gives each of several processes its own only under Django's own engine.
if DATABASES["default"]["ENGINE"] == "backend.common.private_sqlite3":  # noqa: F405
    DATABASES["default"]["ENGINE"] = "django.db.backends.sqlite3"  # noqa: F405
