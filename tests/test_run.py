"""The script `run`, with a fake uv in place of the network."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.live import ROOT, free_port, project_env

# The python of the .venv: this one, but without a pip, lest a test install something.
PYTHON = f"""#!/bin/sh
[ "$2" != pip ] || exit 1
exec {sys.executable} "$@"
"""
UV = """#!/bin/sh
echo "$@" >> "$UV_LOG"
[ "$1" != --version ] || exit 0
[ ! -e "$UV_FAILS" ] || { echo "no route to the library's house"; exit 2; }
if [ "$1" = venv ]; then
    mkdir -p .venv/bin
    cp python .venv/bin/python
fi
"""
# A python that is new enough, with a fake venv and pip.
OTHER_PYTHON = f"""#!/bin/sh
echo "$0 $*" >> "$UV_LOG"
case "$1 $2" in
"-m venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
"-m pip") ;;
*) exec {sys.executable} "$@" ;;
esac
"""


class Checkout:
    def __init__(self, folder: Path) -> None:
        self.folder, self.log, self.fails = folder, folder / "uv.log", folder / "fails"
        shutil.copy(ROOT / "run", folder)
        shutil.copy(ROOT / "pyproject.toml", folder)
        (folder / "bin").mkdir()
        (folder / "bin" / "uv").write_text(UV)
        (folder / "bin" / "uv").chmod(0o755)
        (folder / "python").write_text(PYTHON)
        (folder / "python").chmod(0o755)
        (folder / "requirements.txt").write_text("django\n")
        (folder / "requirements-dev.txt").write_text("-r requirements.txt\npytest\n")
        (folder / "manage.py").write_text("import sys; print('manage.py', *sys.argv[1:])\n")

    def run(self, *args: str, **more: str) -> subprocess.CompletedProcess[str]:
        env = os.environ | {
            "PATH": f"{self.folder}/bin:/usr/bin:/bin",
            "UV_LOG": str(self.log),
            "UV_FAILS": str(self.fails),
            **more,
        }
        # From another folder: the script finds its own folder.
        return subprocess.run(
            [str(self.folder / "run"), *args], cwd="/", env=env, capture_output=True, text=True, timeout=60
        )

    def uv_calls(self) -> list[str]:
        calls = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return [call for call in calls if call != "--version"]


INSTALL = "pip install --quiet --python .venv/bin/python -r requirements.txt"
VENV = "venv --quiet --python >=3.12 .venv"


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


def test_run_sets_up_once_and_then_calls_manage_py(checkout):
    first = checkout.run("migrate", "--plan")
    assert (first.returncode, first.stdout) == (0, "manage.py migrate --plan\n")
    assert checkout.uv_calls() == [VENV, INSTALL]
    second = checkout.run("check")
    assert (second.returncode, second.stdout, second.stderr) == (0, "manage.py check\n", "")
    assert checkout.uv_calls() == []


def test_run_alone_migrates_loads_the_demo_and_serves(checkout):
    assert checkout.run().stdout == "manage.py serve --migrate --demo\n"


def test_run_installs_again_when_the_requirements_change(checkout):
    checkout.run("check")
    checkout.uv_calls()
    (checkout.folder / "requirements.txt").write_text("django\nqrcode\n")
    checkout.run("check")
    assert checkout.uv_calls() == [INSTALL]


@pytest.mark.slow
def test_run_test_installs_the_tools_and_leaves_the_runtime_fresh(checkout):
    checkout.run("check")
    checkout.uv_calls()
    done = checkout.run("test", "--version")
    assert (done.returncode, done.stdout[:6]) == (0, "pytest")
    assert checkout.uv_calls() == [INSTALL.replace("requirements", "requirements-dev")]
    checkout.run("check")
    assert checkout.uv_calls() == []


def test_run_says_in_both_languages_what_failed_and_goes_on_next_time(checkout):
    checkout.fails.touch()
    # A .venv exists, so that no other way to make one is tried on this machine.
    (checkout.folder / ".venv" / "bin").mkdir(parents=True)
    shutil.copy(checkout.folder / "python", checkout.folder / ".venv" / "bin")
    done = checkout.run("check")
    assert done.returncode == 1
    for text in ("no route", "Lỗi: không tải được thư viện", "Error: the libraries could not be installed"):
        assert text in done.stderr
    checkout.fails.unlink()
    checkout.uv_calls()
    assert checkout.run("check").returncode == 0
    # An incomplete folder is not trusted: it is made again.
    assert checkout.uv_calls() == [VENV, INSTALL]


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="root can take on another user")
def test_run_names_a_folder_that_its_user_cannot_write(checkout):
    """Nothing is installed, and Python isn't blamed."""
    stranger = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
    checkout.folder.chmod(0o755)
    for folder in checkout.folder.parents:
        if folder == Path(tempfile.gettempdir()):
            break
        folder.chmod(0o711)
    done = subprocess.run(
        [*stranger, "/bin/sh", str(checkout.folder / "run"), "check"],
        env={"PATH": f"{checkout.folder}/bin:/usr/bin:/bin", "UV_LOG": "/dev/null", "UV_FAILS": "/nowhere"},
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, "")
    vietnamese, english = done.stderr.splitlines()[-2:]
    assert vietnamese.startswith(f"Lỗi: người dùng nobody không ghi được vào thư mục ({checkout.folder}/")
    assert english.startswith(f"Error: the user nobody can't write to the folder ({checkout.folder}/")
    assert "Permission denied" in english
    assert "Python" not in done.stderr
    assert not (checkout.folder / "var").exists()


def test_run_names_a_file_where_its_folder_should_be(checkout):
    (checkout.folder / "var").write_text("")
    done = checkout.run("check")
    assert done.returncode == 1
    assert f"can't write to the folder ({checkout.folder}/var: " in done.stderr
    assert checkout.uv_calls() == []


@contextmanager
def small_disk(folder: Path, kibibytes: int):
    """Mount a disk of this size over `folder`; skip the test where this can't be done."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kibibytes}k", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("only root of a machine, or of a container that may, mounts a disk")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.skipif(not shutil.which("mount"), reason="no mount")
def test_run_names_a_full_disk(tmp_path):
    with small_disk(tmp_path / "disk", 256):
        checkout = Checkout(tmp_path / "disk")
        with pytest.raises(OSError, match="No space left"):
            (checkout.folder / "filler").write_bytes(bytes(1 << 20))
        done = checkout.run("check")
        assert (done.returncode, done.stdout) == (1, "")
        assert f"Lỗi: đĩa đã đầy ({checkout.folder}/" in done.stderr
        assert f"Error: the disk is full ({checkout.folder}/" in done.stderr
        assert "Python" not in done.stderr
        (checkout.folder / "filler").unlink()
        assert checkout.run("check").stdout == "manage.py check\n"


def test_run_names_a_disk_that_filled_up_during_the_setup(checkout):
    """The tool deleted its files when it failed, so there is room again."""
    checkout.fails.touch()
    uv = checkout.folder / "bin" / "uv"
    uv.write_text(
        UV.replace("no route to the library's house", "failed: No space left on device (os error 28)")
    )
    (checkout.folder / "bin" / "python3").write_text("#!/bin/sh\nexit 127\n")
    (checkout.folder / ".venv" / "bin").mkdir(parents=True)
    shutil.copy(checkout.folder / "python", checkout.folder / ".venv" / "bin")
    done = checkout.run("check")
    assert done.returncode == 1
    assert "Error: the disk is full" in done.stderr
    # Only the log of the failed setup counts.
    checkout.fails.unlink()
    assert checkout.run("check").returncode == 0


def test_run_takes_the_first_python_that_works_where_others_fail_when_called(checkout):
    tools = checkout.folder / "bin"
    for name in ("uv", "shim"):
        (tools / name).write_text("#!/bin/sh\nexit 127\n")
        (tools / name).chmod(0o755)
    (tools / "python3").write_text(OTHER_PYTHON)
    (tools / "python3").chmod(0o755)
    done = checkout.run("check", PYTHON=str(tools / "shim"))
    assert (done.returncode, done.stdout) == (0, "manage.py check\n")
    calls = [call for call in checkout.log.read_text().splitlines() if " -m " in call]
    assert calls == [
        f"{tools}/python3 -m venv .venv",
        ".venv/bin/python -m pip --version",
        ".venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt",
    ]


@pytest.mark.slow
def test_run_asked_twice_at_once_sets_up_once(checkout):
    (checkout.folder / "bin" / "uv").write_text(UV + "sleep 0.3\n")
    env = os.environ | {
        "PATH": f"{checkout.folder}/bin:/usr/bin:/bin",
        "UV_LOG": str(checkout.log),
        "UV_FAILS": str(checkout.fails),
    }
    started = [
        subprocess.Popen(
            [str(checkout.folder / "run"), "check"],
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(3)
    ]
    assert [process.wait(60) for process in started] == [0, 0, 0]
    assert checkout.uv_calls() == [VENV, INSTALL]


def test_run_version_prints_pieus_version_and_sets_nothing_up(checkout):
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    done = checkout.run("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"Piêu {version}\n", "")
    assert not (checkout.folder / ".venv").exists()
    assert checkout.uv_calls() == []


def test_run_bench_without_a_name_lists_what_there_is(checkout):
    (checkout.folder / "bench").mkdir()
    for name in ("__init__", "harness", "hello_wsgi", "scan"):
        (checkout.folder / "bench" / f"{name}.py").touch()
    done = checkout.run("bench")
    assert (done.returncode, done.stderr.splitlines()[-2:]) == (2, ["./run bench NAME:", "  scan"])


@contextmanager
def demo(folder: Path, static_root: str):
    """Start `./run` over its own state; return its output until it served, and the process."""
    env = project_env(
        PIEU_VAR=str(folder), MEDIA_ROOT=str(folder / "media"), STATIC_ROOT=static_root, PORT=str(free_port())
    )
    env.pop("DATABASE_URL", None)
    env.pop("DJANGO_SETTINGS_MODULE")
    process = subprocess.Popen(
        [ROOT / "run"], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    output = []
    try:
        for line in process.stdout:
            output.append(line)
            if line.startswith("Dừng"):
                break
        yield "".join(output)
    finally:
        process.terminate()
        process.stdout.read()
        process.stdout.close()
        assert process.wait(40) == 0


@pytest.mark.e2e
def test_run_alone_loads_the_demo_once_and_prints_a_label_that_opens(tmp_path, collected_static):
    with demo(tmp_path, collected_static) as output:
        assert "Loading the demo" in output
        assert "0912 000 001" in output
        address = re.search(r"http://127\.0\.0\.1:\d+/01/0952\d+/10/([\w-]+)/21/\w+", output)
        with urllib.request.urlopen(
            urllib.request.Request(address[0], headers={"Accept": "text/html"})
        ) as page:
            assert page.status == 200
            assert address[1] in page.read().decode()
    with demo(tmp_path, collected_static) as output:
        assert "Loading the demo" not in output
        assert address[0].split("/21/")[0].partition("/01/")[2] in output
