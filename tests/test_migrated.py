"""The files on which the cached test database depends."""

import pytest

from tests.live import ROOT
from tests.migrated import read_by_migrations


@pytest.mark.slow
def test_everything_that_migrating_reads_makes_a_new_database():
    read = {path.relative_to(ROOT).as_posix() for path in read_by_migrations()}
    assert {
        "backend/settings.py",
        "traceability/migrations/0001_release_0_1_0.py",
        "traceability/scans/models/scans.py",
        "traceability/models.py",
        "traceability/lots/querysets.py",  # imported by the models
        "backend/common/append_only.py",
        "traceability/keys.py",
        "members/data/units.json",
    } <= read
    assert not {"traceability/diary/views/diary.py", "backend/demo/data/goods.py", "backend/urls.py"} & read
