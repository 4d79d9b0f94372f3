"""docs/operate.md, run line by line in a bare Debian 13 by a user with sudo.

Each command of the parts below runs as it is written there. Lines for systemd, certbot and the clone's address can't run
here: operate_page.REPLACED has what runs in their place, and the last test prints that table. A line that REPLACED names
and the document doesn't have fails the test.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.answers import CONFIRM, QUESTIONS
from tests import bare_debian
from tests.bare_debian import BareDebian
from tests.live import ROOT
from tests.operate_page import (
    CURL,
    HOST,
    LINEAGE,
    PAGE,
    RELEASE,
    REPLACED,
    Operator,
    commands_of,
    install_release,
)
from tests.operate_scripts import COUNTED, LABEL, OFFICER
from tests.terminal import CTRL_C, Terminal

pytestmark = pytest.mark.install

PIN = "407193"
SETUP = "cd /opt/pieu && sudo ./run setup"
RIGHT = {"province": "cao bang", "address": HOST, "name": "Nông Thị Hạnh", "phone": "0912 345 678"}
PARTS = {"nginx", "Restore", "On a new machine", "From SQLite to PostgreSQL", "Upgrade", "Going back"}
SETUP_FILES = (
    "etc/pieu/env",
    "usr/local/bin/pieu",
    "etc/nginx/conf.d/pieu.conf",
    "etc/letsencrypt/renewal-hooks/deploy/pieu",
    "etc/systemd/system/pieu.service",
)


@pytest.fixture(scope="module")
def packaged(tmp_path_factory) -> Iterator[Path]:
    """A Debian with the packages that the page names, which nobody has open."""
    if reason := bare_debian.why_not():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("bare")
    folder.chmod(0o755)
    root = folder / "packaged"
    root.mkdir()
    bare_debian.make(root)
    clone = subprocess.run(
        ["git", "clone", "--quiet", "--bare", "--no-local", str(ROOT), str(root / "srv/pieu.git")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert clone.returncode == 0, clone.stderr
    with (root / "etc/hosts").open("a") as hosts:
        hosts.write(f"\n127.0.0.1 {HOST}\n")
    with bare_debian.opened(root) as machine:
        operator = Operator(machine)
        operator.type(commands_of("Set up", page=operator.page)[0])
    yield root
    bare_debian.remove(folder)


@contextmanager
def machine_like(packaged: Path, name: str) -> Iterator[Operator]:
    root = packaged.with_name(name)
    bare_debian.copy(packaged, root)
    with bare_debian.opened(root) as machine:
        yield Operator(machine)


@pytest.fixture(scope="module")
def operator(packaged) -> Iterator[Operator]:
    """The operator of the first machine, which the tests below share in their order."""
    with machine_like(packaged, "first") as operator:
        yield operator


@pytest.fixture(scope="module")
def kept() -> dict[str, str]:
    """What one test leaves for the next: the address of a printed label."""
    return {}


def answer(terminal: Terminal, **answers: str) -> None:
    for name, typed in answers.items():
        # The libraries are installed before the first question.
        terminal.wait_for(QUESTIONS[name].strip(), minutes=15)
        terminal.type(typed)


def interrupted(operator: Operator, script: str) -> Terminal:
    return Terminal(operator.machine.command(script, is_online=True))


def need_site(kept: dict[str, str]) -> None:
    if "label" not in kept:
        pytest.skip(
            "needs the site of test_the_document_ends_with_a_scan_over_tls, before it in the same process"
        )


def files_of(machine: BareDebian) -> dict[str, str]:
    """Return what setup wrote, by path."""
    return {
        name: machine.path(name).read_text("utf-8") for name in SETUP_FILES if machine.path(name).exists()
    }


def test_ctrl_c_at_a_question_of_setup_leaves_nothing(operator):
    clone = commands_of("Set up", page=operator.page)[1]
    operator.type(clone)
    with interrupted(operator, SETUP) as terminal:
        answer(terminal, province="cao bnag")
        terminal.wait_for("No such province")
        answer(terminal, province="cao bang", address="10.0.0.1")
        terminal.wait_for("needs a host name")
        answer(terminal, address=HOST)
        terminal.wait_for(QUESTIONS["name"].strip())
        assert terminal.interrupt() == 130
    assert "Traceback" not in terminal.screen
    machine = operator.machine
    assert files_of(machine) == {}
    assert not machine.path("/var/lib/pieu").exists() and not machine.path("/etc/pieu").exists()
    assert "pieu:" not in machine.path("/etc/passwd").read_text()


def test_the_document_ends_with_a_scan_over_tls(operator, kept):
    machine = operator.machine
    # The first try ends in the middle of making the tables.
    with interrupted(operator, SETUP) as terminal:
        answer(terminal, **RIGHT)
        terminal.wait_for(CONFIRM.strip())
        terminal.type("c")
        terminal.wait_for("/etc/pieu/tls/fullchain.pem")
        while (
            not (database := machine.path("/var/lib/pieu/pieu.sqlite3")).exists()
            or not database.stat().st_size
        ):
            assert terminal.process.poll() is None, terminal.screen
        terminal.type(CTRL_C)
        assert terminal.end() == 130, terminal.screen
    keys = machine.path("/etc/pieu/env").read_text("utf-8")

    # Without sudo, a line with what to type, and no traceback.
    for typed, refusal in {
        "cd /opt/pieu && ./run setup": "needs root: sudo ./run setup",
        "pieu migrate": "needs root: sudo pieu migrate",
    }.items():
        refused = machine.run(typed)
        assert refused.returncode == 1 and refusal in refused.stdout, refused.stdout
        assert "Traceback" not in refused.stdout

    # The second is the document's. What is known isn't asked.
    operator.answers[SETUP] = lambda terminal: answer(
        terminal, province="Cao Bằng", name=RIGHT["name"], phone=RIGHT["phone"]
    )
    _packages, _clone, setup, *others = commands_of("Set up", page=operator.page)
    assert others == []
    output = operator.type(setup)
    card, code = re.search(r"Card number: (\d{4} \d{4})\n.*PIN: (\S+)\n", output).groups()
    assert "+ communes" in output and "Hội LHPN tỉnh Cao Bằng: 56 xã" in output
    assert QUESTIONS["address"] not in output
    assert machine.path("/etc/pieu/env").read_text("utf-8") == keys
    assert machine.path("/etc/pieu/env").stat().st_mode & 0o777 == 0o640

    # A third time nothing is asked, and nothing changes.
    written = files_of(machine)
    again = machine.run(SETUP)
    assert again.returncode == 0, again.stdout
    assert "Nothing was changed." in again.stdout
    assert not re.findall(r"^\+ ", again.stdout, re.MULTILINE), again.stdout
    assert files_of(machine) == written and len(written) == len(SETUP_FILES)

    # Another province is refused, and nothing of it is loaded.
    other = machine.run(f"{SETUP} --province 'Lai Châu'")
    assert other.returncode == 1 and "Một bản Piêu là của một tỉnh" in other.stdout, other.stdout
    assert operator.shell("from members.models import *; print(Branch.objects.count())") == "57"

    # nginx starts with setup's own certificate.
    machine.require("nginx")
    operator.follow("systemd")
    health = operator.follow("nginx")
    assert '"database": true' in health

    # The first officer sets a PIN with the printed code and signs in with the card, over TLS.
    machine.path("/tmp/officer.py").write_text(OFFICER, "utf-8")
    signed_in = machine.run(
        f"SSL_CERT_FILE={LINEAGE}/fullchain.pem python3 /tmp/officer.py https://{HOST} '{card}' {code} {PIN}"
    )
    assert signed_in.stdout.splitlines()[-1:] == ["signed in"], signed_in.stdout + operator.log()
    style = machine.run(
        f"{CURL} https://{HOST}/ | grep -o '/static/[^\"]*[.]css' | head -n 1"
        f" | xargs -I@ {CURL} -o /dev/null -w '%{{http_code}}' https://{HOST}@"
    )
    assert style.stdout == "200"

    # A household, its goods and its labels by the actions that pages call; one label is scanned.
    kept["label"] = operator.shell(LABEL)
    assert kept["label"].startswith(f"https://{HOST}/")
    page = operator.scan(kept["label"], until="verdict v-valid")
    assert "Rau cải mèo" in page and "Lò Thị Lan" in page


def test_a_backup_is_restored_here_and_on_a_new_machine(operator, packaged, kept):
    need_site(kept)
    machine = operator.machine
    operator.follow("Backup")
    (backup,) = machine.path("/var/backups/pieu").glob("pieu-*.tar")
    assert backup.stat().st_mode & 0o777 == 0o600
    # Messages name the wrapper: ./run would act as root on another database.
    assert "  sudo pieu restore FILE.tar --check" in machine.run("sudo pieu restore").stdout
    before = operator.shell(COUNTED)
    operator.shell("from members.models import *; Branch.objects.filter(pk=3).update(name='Đổi tên')")
    operator.follow("Restore")
    assert operator.shell(COUNTED) == before
    assert not [*machine.path("/var/lib/pieu").glob("*.before-*")]
    assert "Rau cải mèo" in operator.scan(kept["label"], until="verdict v-valid")

    with machine_like(packaged, "new") as other:
        new = other.machine
        home = new.path(f"/home/{bare_debian.TYPIST}")
        shutil.copyfile(backup, home / "pieu.tar")
        shutil.copyfile(machine.path("/etc/pieu/env"), home / "env")
        for each in home.glob("[!.]*"):
            os.chown(each, home.stat().st_uid, home.stat().st_gid)
        # From the folder into which both were copied.
        other.follow("On a new machine")
        assert other.shell(COUNTED) == before
        new.require("nginx")
        other.follow("systemd")
        other.follow("nginx")
        assert "Rau cải mèo" in other.scan(kept["label"], until="verdict v-valid")
        other.stop()
        operator.learn(other)


def test_the_site_moves_to_postgresql(operator, kept):
    need_site(kept)
    machine = operator.machine
    before = operator.shell(COUNTED)
    # The package starts its cluster where systemd runs. It took another port if a server on this machine has 5432.
    machine.require(
        "sed -i 's/^port = .*/port = 5432/' /etc/postgresql/*/main/postgresql.conf"
        " && pg_ctlcluster $(pg_lsclusters --no-header | awk '{print $1, $2}') start"
    )
    operator.follow("From SQLite to PostgreSQL")
    vendor = "from django.db import connection as c; print(c.vendor)"
    assert operator.shell(vendor) == "postgresql"
    assert operator.shell(COUNTED) == before
    assert "Rau cải mèo" in operator.scan(kept["label"], until="verdict v-valid")
    operator.stop()


def test_the_last_release_is_upgraded_and_rolled_back(operator, packaged):
    if subprocess.run(
        ["git", "cat-file", "-e", RELEASE], cwd=ROOT, check=False, capture_output=True
    ).returncode:
        pytest.skip("the commit of the last release is not in this clone")
    with machine_like(packaged, "old") as old:
        label = install_release(old)
        machine = old.machine
        before = old.shell(COUNTED)
        timer = machine.path("/etc/systemd/system/pieu-backup.timer")
        timer.write_text(edited := timer.read_text("utf-8").replace("01:30", "03:10"), "utf-8")

        old.replaced, old.page = REPLACED, (ROOT / PAGE).read_text("utf-8")
        told = old.follow("Upgrade")
        assert "timer: khác bản đi kèm" in told and timer.read_text("utf-8") == edited
        for name in ("nginx/pieu.conf", "pieu", "systemd/pieu.service"):
            now = (ROOT / "deploy" / name).read_text("utf-8").replace("pieu.example.vn", HOST)
            assert now in files_of(machine).values(), name
        assert '"migrations": true' in told
        assert old.shell(COUNTED) == before
        assert "Mận sấy dẻo" in old.scan(label, until="verdict v-valid")
        machine.require("pieu audit_log")

        old.follow("Going back")
        assert machine.require("git -C /opt/pieu rev-parse HEAD").strip() == RELEASE
        assert old.shell(COUNTED) == before
        assert "Mận sấy dẻo" in old.scan(label, until="verdict v-valid")
        old.stop()
        operator.learn(old)


def test_every_replacement_was_used(operator):
    """Runs last. Prints the table, and finds lines that the document no longer has."""
    for old, new in REPLACED.items():
        print(f"{old:<60} {new}")  # noqa: T201
    if not operator.followed >= PARTS:
        pytest.skip("needs the tests before it, in the same process")
    assert REPLACED.keys() - operator.used == set()
