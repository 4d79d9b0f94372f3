"""A promised folder of cases that is missing is a failure: skipped tests would look like passed ones."""

import pytest

from tests.conformance.conftest import VARIABLE, conformance_file


def test_cases_that_are_promised_and_cannot_be_read_fail(monkeypatch, tmp_path):
    for folder in (tmp_path / "nowhere", tmp_path):
        monkeypatch.setenv(VARIABLE, str(folder))
        with pytest.raises(pytest.fail.Exception, match="can't be read"):
            conformance_file("phones.json")
    (tmp_path / "phones.json").write_text("[]")
    assert conformance_file("phones.json") == tmp_path / "phones.json"


def test_cases_without_a_configured_folder_are_skipped(monkeypatch):
    monkeypatch.setenv(VARIABLE, " ")
    with pytest.raises(pytest.skip.Exception, match="not set"):
        conformance_file("phones.json")
