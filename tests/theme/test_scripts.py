"""Our scripts are served without comments and indentation, and work the same."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.files.base import ContentFile

from backend.theme.scripts import OWN, Storage, lean


def own_scripts() -> dict[str, Path]:
    found = {}
    for finder in get_finders():
        for path, storage in finder.list([]):
            source = Path(storage.path(path))
            if (
                path.endswith(".js")
                and source.is_relative_to(settings.BASE_DIR)
                and ".venv" not in source.parts
            ):
                found[path] = source
    return found


@pytest.mark.parametrize(
    ("source", "served"),
    [
        ("/* One\n   two. */\n\nconst a = 1;\n", "const a = 1;\n"),
        ("if (a) {\n  // Why.\n  b(); // stays\n}\n", "if (a) {\nb(); // stays\n}\n"),
        ("/* odd ` */\na();\n// odd `\n  b(`c ${d}`);\n", "a();\nb(`c ${d}`);\n"),
        ("/* a */ b();\n  c();\n/* d */\n", "/* a */ b();\nc();\n"),
        ("a(`\n  // said\n`);\n", "a(`\n  // said\n`);\n"),
        ('a = "b\\\n  // said";\n', 'a = "b\\\n  // said";\n'),
        ('fetch("https://x");\n  /[/*]/.test(a);\n', 'fetch("https://x");\n/[/*]/.test(a);\n'),
    ],
)
def test_only_whole_lines_of_comment_and_indentation_go(source, served):
    assert lean(source) == served
    assert lean(served) == served


@pytest.mark.slow
def test_own_scripts_are_equivalent_after_minification(tmp_path):
    scripts = own_scripts()
    assert len(scripts) > 30
    for path, source in scripts.items():
        assert path.startswith(OWN), path
        text = source.read_text(encoding="utf-8")
        served = lean(text)
        assert lean(served) == served
        # Only whole lines are removed, each empty or a comment; the others are there in their order.
        left, inside = iter(served.splitlines()), False
        for line in map(str.strip, text.splitlines()):
            begins = line.startswith("/*")
            if inside or begins:
                assert "*/" not in line or line.endswith("*/"), path
                inside = not line.endswith("*/")
            elif line and not line.startswith("//"):
                assert next(left).rstrip() == line, path
        assert next(left, None) is None, path
        (tmp_path / path.replace("/", "-")).with_suffix(".mjs").write_text(served, encoding="utf-8")
    # One process for all of them, where there is a node.
    if node := shutil.which("node"):
        check = (
            "const vm = require('vm'), fs = require('fs');"
            "for (const f of process.argv.slice(1)) new vm.SourceTextModule(fs.readFileSync(f, 'utf8'), { identifier: f });"
        )
        files = sorted(map(str, tmp_path.glob("*.mjs")))
        done = subprocess.run(
            [node, "--no-warnings", "--experimental-vm-modules", "-e", check, *files],
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr


def test_collected_scripts_are_minified_and_hashed_after_that(tmp_path):
    storage = Storage(location=tmp_path, base_url="/static/")
    source = "/* Why. */\nfunction a() {\n  b();\n}\n"
    served = "function a() {\nb();\n}\n"
    for name, expected in {
        "courses/a.js": served,
        "drf_spectacular_sidecar/a.js": source,
        "courses/a.css": source,
    }.items():
        storage.save(name, ContentFile(source.encode()))
        assert (tmp_path / name).read_text() == expected
        assert storage.file_hash(name, ContentFile(source.encode())) == Storage(location=tmp_path).file_hash(
            "other.js", ContentFile(expected.encode())
        )


def test_swagger_ui_is_not_compressed(tmp_path):
    """It would take most of the time that a first start needs to collect the static files."""
    storage = Storage(location=tmp_path, base_url="/static/")
    names = ["drf_spectacular_sidecar/swagger-ui-dist/a.js", "courses/a.js"]
    for name in names:
        storage.save(name, ContentFile(b"function a() { b(); }\n" * 100))
    assert list(storage.compress_files(names)) == [("courses/a.js", "courses/a.js.gz")]
