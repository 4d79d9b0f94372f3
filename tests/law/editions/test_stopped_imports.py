"""An import that is killed: a topic is in or not at all, and the same file completes the rest."""

from __future__ import annotations

import io
import signal
import subprocess
import sys

import pytest
from django.core.management import call_command

from backend.law.editions.files import read_law_file
from backend.law.models import Edition, Provision, ProvisionText
from backend.ledger import auditing
from tests.law.editions.invented import HTML, a_zip
from tests.live import ROOT, project_env

pytestmark = pytest.mark.crash
SECOND = HTML.replace("99.9.", "99.10.").replace("901/2019/QH99", "902/2019/QH99")
# Imports the first topic, then the second one until it is written but not committed.
KILLED = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from django.db import transaction
from backend.law.editions.actions.importing import Source, import_law, resolve_citations
from backend.law.editions.files import read_law_file
found = read_law_file(Path(sys.argv[1]))
source = Source(found.name, found.sha256)
first, second = found.laws
import_law(actor=None, law=first, source=source, resolved=resolve_citations(first))
with transaction.atomic():
    import_law(actor=None, law=second, source=source, resolved=resolve_citations(second))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def findings() -> list[str]:
    names = ("changes of the law", "texts of the law")
    return [
        found.what for name in names for found in auditing._comparisons[name]() if not isinstance(found, int)
    ]


def test_a_zip_that_was_killed_between_its_topics_is_completed_by_the_same_file(real_db, tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(a_zip(**{"demuc/d2_html": SECOND}))
    assert len(read_law_file(path).laws) == 2
    env = project_env(DATABASE_URL=real_db.url, DJANGO_SETTINGS_MODULE="backend.settings")
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=ROOT, env=env, check=False)
    assert done.returncode == -signal.SIGKILL
    assert [row.scope for row in Edition.objects.all()] == ["phap-dien 99.9"] and findings() == []
    assert not Provision.objects.filter(document__number="902/2019/QH99").exists()
    first = list(ProvisionText.objects.order_by("pk").values())
    out = io.StringIO()
    call_command("import_law", str(path), stdout=out)
    assert "Nothing changed." in out.getvalue() and findings() == []
    assert sorted(row.scope for row in Edition.objects.all()) == ["phap-dien 99.10", "phap-dien 99.9"]
    assert list(ProvisionText.objects.order_by("pk").values())[: len(first)] == first
    assert Provision.objects.filter(document__number="902/2019/QH99").exists()
