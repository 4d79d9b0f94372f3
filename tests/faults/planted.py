"""The project with one fault built in, each as an app for gunicorn. Each check of the campaign has to find its fault."""

from __future__ import annotations

import os
from typing import Any

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")


def bare_redis() -> Any:
    """A cache that raises what Redis raises."""
    settings.CACHES["default"]["BACKEND"] = "django.core.cache.backends.redis.RedisCache"
    settings.CACHES["default"].pop("OPTIONS", None)
    return _application()


def acknowledging_everything() -> Any:
    """A server that answers 201 to an order whatever becomes of it."""
    whole = _application()

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        if environ["REQUEST_METHOD"] != "POST":
            return whole(environ, start_response)
        answered: list[Any] = []
        parts = list(whole(environ, lambda *about: answered.extend(about)))
        if answered[0].startswith("5"):
            parts = [b'{"orders": [{"ref": "invented"}]}']
            answered[:] = ["201 Created", [("Content-Type", "application/json")]]
        start_response(*answered[:2])
        return parts

    return application


def _application() -> Any:
    django.setup()
    from backend.wsgi import application  # noqa: PLC0415 only once its settings are changed

    return application
