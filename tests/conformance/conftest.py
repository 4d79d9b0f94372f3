"""Find the public cases of the standards in PIEU_CONFORMANCE; they are not part of the project."""

import json
import os
from pathlib import Path

import pytest

VARIABLE = "PIEU_CONFORMANCE"


def conformance_file(*parts: str) -> Path:
    """Return the path of a file of cases. Skip the test if the variable is unset; fail if the file is unreadable."""
    folder = os.environ.get(VARIABLE, "").strip()
    if not folder:
        pytest.skip(f"{VARIABLE} is not set: no folder of conformance cases")
    path = Path(folder).joinpath(*parts)
    if not os.access(path, os.R_OK):
        pytest.fail(f"{VARIABLE} is set, but {path} can't be read")
    return path


@pytest.fixture(scope="session")
def conformance_path():
    """Return a function: `conformance_path("merkle", "x.json")` is a pathlib.Path."""
    return conformance_file


@pytest.fixture(scope="session")
def conformance_json():
    """Return a function: `conformance_json("phones.json")` is the parsed file."""

    def load(*parts: str):
        path = conformance_file(*parts)
        try:
            return json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            pytest.fail(f"{path} can't be read: {error}")

    return load
