"""Files that stylesheets refer to exist: collectstatic fails otherwise, and that runs only on a server."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from django.contrib.staticfiles import finders

from tests.test_house import ROOT, project_files

URL = re.compile(r"""url\(\s*["']?([^"')]+?)["']?\s*\)""")


def test_files_that_stylesheets_name_exist():
    missing = {}
    names = 0
    for path in project_files(".css"):
        place = path.relative_to(ROOT).as_posix()
        if "/static/" not in place:
            continue
        folder = Path(place.partition("/static/")[2]).parent.as_posix()
        for url in URL.findall(path.read_text("utf-8")):
            if url.startswith(("data:", "#")):
                continue
            names += 1
            if finders.find(posixpath.normpath(posixpath.join(folder, re.split("[?#]", url)[0]))) is None:
                missing[place] = url
    assert names > 3
    assert missing == {}
