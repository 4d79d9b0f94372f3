"""docs/operate.md, run line by line in a bare Debian 13.

Each command of the parts below runs as it is written there. Lines for systemd, certbot and the clone's address can't run
here: REPLACED has what runs in their place, and the test prints that table. A line that REPLACED names and the document
doesn't have fails the test.
"""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator

import pytest

from tests import bare_debian
from tests.bare_debian import BareDebian
from tests.live import ROOT

pytestmark = pytest.mark.install

HOST = "tem.phunu.example"
PIN = "407193"
SETUP = f'--province "cao bang" --address {HOST} --name "Nông Thị Hạnh" --phone "0912 345 678"'
CERTIFICATE = f"/etc/letsencrypt/live/{HOST}"
ONLINE = ("sudo apt ", "./run ", "sudo ./run")

# The beginning of a line in the document: what runs in its place. "" runs nothing.
REPLACED = {
    "sudo apt install ": "apt-get -q update && apt-get -q -y --no-install-recommends install ",
    "sudo git clone URL-OF-PIEU": "sudo git clone /srv/pieu.git",
    "cd /opt/pieu && sudo ./run setup": f"cd /opt/pieu && sudo ./run setup {SETUP}",
    "sudo systemctl daemon-reload": "",
    "sudo systemctl enable --now pieu.socket pieu.service": "[start pieu.service]",
    "journalctl": "",
    "sudo systemctl stop pieu.socket pieu.service": "[stop pieu.service]",
    "sudo systemctl start pieu.socket pieu.service": "[start pieu.service]",
    "sudo apt install certbot": "",
    "sudo certbot certonly": f"install -d {CERTIFICATE} && openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={HOST}"
    f" -addext subjectAltName=DNS:{HOST} -keyout {CERTIFICATE}/privkey.pem -out {CERTIFICATE}/fullchain.pem",
    "sudo nginx -t && sudo systemctl reload nginx": "sudo nginx -t && { sudo nginx -s reload 2>/dev/null || sudo nginx; }",
    "curl -s https://pieu.example.vn/": f"curl -sS --fail --cacert {CERTIFICATE}/fullchain.pem https://{HOST}/",
}
SERVED, STOPPED = "[start pieu.service]", "[stop pieu.service]"
IN_ENV = "# /etc/pieu/env: "


def commands_of(part: str) -> list[str]:
    """Return the commands of a part of docs/operate.md, without comments: the lines that are indented by four spaces."""
    text = (ROOT / "docs/operate.md").read_text("utf-8")
    found = re.search(rf"^(#+) {re.escape(part)}\n(.*?)(?=^#+ |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, part
    joined = re.sub(r"\\\n\s+", "", found[2])
    lines = [line[4:] for line in joined.splitlines() if line.startswith("    ")]
    return [re.sub(r"\s{2,}# .*$", "", line) for line in lines]


class Operator:
    """Types the lines of the document, one after the other, in one folder after the other."""

    def __init__(self, machine: BareDebian) -> None:
        self.machine = machine
        self.folder = "/root"
        self.used: set[str] = set()
        self.server: subprocess.Popen[bytes] | None = None

    def follow(self, part: str) -> str:
        """Run the commands of a part and return their output. Fails with the first command that fails."""
        return "".join(self.type(line) for line in commands_of(part))

    def type(self, line: str) -> str:
        wanted = max((old for old in REPLACED if line.startswith(old)), key=len, default=None)
        script = line
        if wanted is not None:
            self.used.add(wanted)
            new = REPLACED[wanted]
            # Of a beginning that ends in a space or a slash, the rest of the line stays.
            script = (
                new + line.removeprefix(wanted) if wanted.endswith((" ", "/", "URL-OF-PIEU")) and new else new
            )
        if script == SERVED:
            self.serve()
            return ""
        if script == STOPPED:
            self.stop()
            return ""
        if line.startswith(IN_ENV):
            with self.machine.path("/etc/pieu/env").open("a") as env:
                env.write(f"{line.removeprefix(IN_ENV)}\n")
            return ""
        if not script:
            return ""
        is_online = any(word in line for word in ONLINE)
        done = self.machine.run(
            f"cd {self.folder} && {{ {script}\n}} && pwd >/tmp/folder", is_online=is_online
        )
        assert done.returncode == 0, f"{line}\n{script}\n{done.stdout}"
        self.folder = self.machine.path("/tmp/folder").read_text().strip()
        return done.stdout

    def serve(self) -> None:
        """Run the command of pieu.service as its user, with its environment, until it answers."""
        unit = self.machine.path("/etc/systemd/system/pieu.service").read_text("utf-8")
        program, _, arguments = re.search(r"^ExecStart=(.*)$", unit, re.MULTILINE)[1].partition(" manage.py ")
        assert program == "/opt/pieu/.venv/bin/python"
        assert {"User=pieu", "EnvironmentFile=/etc/pieu/env"} <= set(unit.splitlines())
        with (self.machine.root.parent / "pieu.log").open("ab") as log:
            # The wrapper becomes the service's user and reads the file as systemd does.
            command = self.machine.command(f"cd /opt/pieu && exec pieu {arguments}", is_online=False)
            self.server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        ask = f"curl -sf -H 'Host: {HOST}' -H 'X-Forwarded-Proto: https' http://127.0.0.1:8000/healthz"
        deadline = time.monotonic() + 180
        while self.machine.run(ask).returncode:
            assert self.server.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.5)

    def stop(self) -> None:
        """End the server as systemd does: SIGTERM to the supervisor, which ends its parts."""
        assert self.server is not None
        self.machine.run("kill $(pgrep -o -u pieu -f 'manage.py serve')")
        self.server.wait(60)

    def log(self) -> str:
        return (self.machine.root.parent / "pieu.log").read_text("utf-8")[-4000:]


@pytest.fixture(scope="module")
def operator(tmp_path_factory) -> Iterator[Operator]:
    if reason := bare_debian.why_not():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("bare")
    folder.chmod(0o755)
    root = folder / "debian"
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
        yield Operator(machine)


def files_of(machine: BareDebian) -> dict[str, str]:
    """Return what setup wrote, by path."""
    names = (
        "etc/pieu/env",
        "usr/local/bin/pieu",
        "etc/nginx/conf.d/pieu.conf",
        "etc/systemd/system/pieu.service",
    )
    return {name: machine.path(name).read_text("utf-8") for name in names}


def test_the_document_ends_with_a_site_over_tls(operator):
    machine = operator.machine
    told = operator.follow("Set up")
    card, code = re.search(r"Card number: (\d{4} \d{4})\n.*PIN: (\S+)\n", told).groups()
    assert "+ communes" in told
    assert "Hội LHPN tỉnh Cao Bằng: 56 xã" in told

    # A second time: nothing is asked, and nothing changes.
    written = files_of(machine)
    again = machine.run("cd /opt/pieu && sudo ./run setup")
    assert again.returncode == 0, again.stdout
    assert "Nothing was changed." in again.stdout
    assert not re.findall(r"^\+ ", again.stdout, re.MULTILINE), again.stdout
    assert files_of(machine) == written
    env = machine.path("/etc/pieu/env").stat()
    assert env.st_mode & 0o777 == 0o640

    operator.follow("systemd")
    health = operator.follow("nginx")
    assert '"database": true' in health

    # The first officer sets a PIN with the printed code and signs in with the card, over TLS.
    browser = machine.path("/tmp/officer.py")
    browser.write_text(OFFICER, "utf-8")
    signed_in = machine.run(
        f"SSL_CERT_FILE={CERTIFICATE}/fullchain.pem python3 /tmp/officer.py https://{HOST} '{card}' {code} {PIN}"
    )
    assert signed_in.stdout.splitlines()[-1:] == ["signed in"], signed_in.stdout + operator.log()
    style = machine.run(
        f"curl -sS --cacert {CERTIFICATE}/fullchain.pem https://{HOST}/ | grep -o '/static/[^\"]*[.]css' | head -n 1"
        f" | xargs -I@ curl -sS -o /dev/null -w '%{{http_code}}' --cacert {CERTIFICATE}/fullchain.pem https://{HOST}@"
    )
    assert style.stdout == "200"


def test_a_backup_is_whole_and_the_site_moves_to_postgresql(operator):
    """After the test above, on its machine."""
    machine = operator.machine
    assert operator.server is not None, "needs the site of the test above"
    operator.follow("Backup")
    # The package starts its cluster where systemd runs. It took another port if a server on this machine has 5432.
    started = machine.run(
        "sed -i 's/^port = .*/port = 5432/' /etc/postgresql/*/main/postgresql.conf"
        " && pg_ctlcluster $(pg_lsclusters --no-header | awk '{print $1, $2}') start"
    )
    assert started.returncode == 0, started.stdout
    operator.follow("From SQLite to PostgreSQL")
    backups = sorted(machine.path("/var/backups/pieu").glob("pieu-*.tar"))
    assert [each.stat().st_mode & 0o777 for each in backups] == [0o600, 0o600]
    asked = "from members.models import *; from django.db import connection as c"
    asked += "; print(c.vendor, Branch.objects.count(), User.objects.get().full_name)"
    known = machine.run(f'sudo pieu shell -v 0 -c "{asked}"')
    assert known.stdout == "postgresql 57 Nông Thị Hạnh\n"
    health = machine.run(f"curl -sS --fail --cacert {CERTIFICATE}/fullchain.pem https://{HOST}/healthz")
    assert '"database": true' in health.stdout


OFFICER = """
import http.cookiejar, re, sys, urllib.parse, urllib.request

site, card, code, pin = sys.argv[1:]
jar = http.cookiejar.CookieJar()
opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
opener.addheaders = [("Referer", site + "/"), ("Accept", "text/html")]


def post(path, **fields):
    page = opener.open(site + path).read().decode()
    fields["csrfmiddlewaretoken"] = re.search('csrfmiddlewaretoken" value="([^"]+)', page)[1]
    return opener.open(site + path, urllib.parse.urlencode(fields).encode())


post("/lay-lai/", card=card, code=code, secret=pin)
jar.clear()
answer = post("/tai-khoan/dang-nhap/", login=card, password=pin)
names = {cookie.name for cookie in jar}
print(answer.geturl(), names)
print("signed in" if "__Host-session" in names and "dang-nhap" not in answer.geturl() else "refused")
"""


def test_every_replacement_was_used(operator):
    """Runs last. Prints the table, and finds lines that the document no longer has."""
    for old, new in REPLACED.items():
        print(f"{old:<60} {new}")  # noqa: T201
    assert operator.used == REPLACED.keys()
