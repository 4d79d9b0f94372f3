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


def _application() -> Any:
    django.setup()
    from backend.wsgi import application  # noqa: PLC0415 only once its settings are changed

    return application
