"""Import once what every process needs, in the process that they are forked from (supervise.py).

Afterwards the processes share these pages of memory, until one of them writes to a page.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation
from django.utils.module_loading import autodiscover_modules


def preload() -> None:
    """Import views and tasks, read translations and compile our templates.

    It opens no connection and starts no thread, so that a fork is safe.
    """
    _import_views(get_resolver())
    autodiscover_modules("tasks")
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("")
    for name in sorted(_template_names()):
        get_template(name)
    # What was imported is never garbage. Collecting it would copy the shared pages into every process.
    gc.collect()
    gc.freeze()


def _import_views(resolver: URLResolver | URLPattern) -> None:
    for each in getattr(resolver, "url_patterns", ()):
        _import_views(each)


def _template_names() -> Iterator[str]:
    """Yield the names of the project's own pages. Those of libraries are compiled when they are first needed."""
    for folder in map(Path, get_app_template_dirs("templates")):
        if folder.is_relative_to(settings.BASE_DIR) and "site-packages" not in folder.parts:
            for path in folder.rglob("*.html"):
                yield str(path.relative_to(folder))
