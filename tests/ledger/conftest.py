"""A separate log for each test: its memory outside the database is deleted with the test's rows."""

import pytest

from backend.ledger.actions import append_entry


@pytest.fixture
def log(written):
    return written


@pytest.fixture
def written(db, settings, tmp_path):
    """Return a function: `written(3)` writes three public entries of a lot, `written(2, kind="consent.given")` two sealed ones."""
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()

    def write(count, kind="lot.opened"):
        return [
            append_entry(kind=kind, subject=f"lot:{number}", payload={"number": number}, by=None)
            for number in range(count)
        ]

    return write
