"""Load templates without indentation, to save bytes on slow networks."""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders import app_directories

_INDENTATION = re.compile(r"\n[ \t]+")


class Loader(app_directories.Loader):
    """Load an app's template; drop the spaces at the beginning of each line of an HTML file.

    A browser shows a line break and a line break with spaces alike. Lines keep their numbers, for error messages.
    """

    def get_contents(self, origin: Origin) -> str:
        text = super().get_contents(origin)
        return _INDENTATION.sub("\n", text) if str(origin.template_name).endswith(".html") else text
