"""The public cases of the standards are found through PIEU_CONFORMANCE; they are not part of the project."""

import json
import os
from pathlib import Path

import pytest

VARIABLE = "PIEU_CONFORMANCE"


def conformance_file(*parts: str) -> Path:
    """The path of one file of cases. Unset: the test is skipped; set but unreadable: it fails."""
    folder = os.environ.get(VARIABLE, "").strip()
    if not folder:
        pytest.skip(f"{VARIABLE} is not set: no folder of conformance cases")
    path = Path(folder).joinpath(*parts)
    if not os.access(path, os.R_OK):
        pytest.fail(f"{VARIABLE} is set, but {path} can't be read")
    return path


@pytest.fixture(scope="session")
def conformance_path():
    """`conformance_path("merkle", "x.json")`: a pathlib.Path."""
    return conformance_file


@pytest.fixture(scope="session")
def conformance_json():
    """`conformance_json("phones.json")`: the parsed file."""

    def load(*parts: str):
        path = conformance_file(*parts)
        try:
            return json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            pytest.fail(f"{path} can't be read: {error}")

    return load
