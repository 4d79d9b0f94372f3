"""Load templates without indentation, to save bytes on slow networks."""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders import app_directories

_INDENTATION = re.compile(r"\n[ \t]+")


class Loader(app_directories.Loader):
    """Template loader that removes the spaces at the beginning of each line of an HTML file.

    Browsers display both forms alike. Line numbers don't change, for error messages.
    """

    def get_contents(self, origin: Origin) -> str:
        text = super().get_contents(origin)
        return _INDENTATION.sub("\n", text) if str(origin.template_name).endswith(".html") else text
