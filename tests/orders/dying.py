"""backend.wsgi whose process kills itself (SIGKILL) at the point that a request's header names.

`X-Die-At: 3` dies in front of the request's third statement; where there are fewer, when everything is done and nothing sent. No
clean-up of any kind runs, which is what kill -9, the kernel's memory killer and a power cut have in common.

For gunicorn's --preload: what a fresh process would import at its first request is imported here, so that a new worker is one fork.
"""

from __future__ import annotations

import os
import signal
from typing import Any

from django.db import connection
from django.urls import get_resolver

from backend.wsgi import application as whole

get_resolver()._populate()
connection.close()


def application(environ: dict[str, Any], start_response: Any) -> Any:
    left = int(environ.get("HTTP_X_DIE_AT", "0"))
    if not left:
        return whole(environ, start_response)

    def count(execute, sql, params, many, context):
        nonlocal left
        left -= 1
        if not left:
            _die()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        whole(environ, start_response)
    _die()
    return None


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
