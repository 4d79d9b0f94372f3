"""docs/operate.md as lines to type, and the operator who types them on a bare Debian."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from deploy.files import fill_empty, new_keys
from tests.bare_debian import BareDebian
from tests.live import ROOT
from tests.operate_scripts import DEMO_LABEL
from tests.terminal import Terminal

HOST = "tem.phunu.example"
# The commit of the last release: the one that sets `version` in pyproject.toml.
RELEASE = "c5402733f44387e7126dbb721b1cdb18632d9543"
PAGE = "docs/operate.md"
LINEAGE = f"/etc/letsencrypt/live/{HOST}"
MAKE_CERTIFICATE = (
    f"sudo install -d {LINEAGE} && sudo openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={HOST}"
    f" -addext subjectAltName=DNS:{HOST} -keyout {LINEAGE}/privkey.pem -out {LINEAGE}/fullchain.pem"
)
# nginx reloads a moment after the command that asks for it.
CURL = f"curl -sS --fail --retry 9 --retry-delay 1 --retry-all-errors --cacert {LINEAGE}/fullchain.pem"
STARTED, STOPPED, RESTARTED = "[start pieu.service]", "[stop pieu.service]", "[restart pieu.service]"
IN_ENV = "# /etc/pieu/env: "
ONLINE = ("sudo apt ", "./run ")

# The beginning of a line in the document: what runs in its place. "" runs nothing, {rest} is the rest of the line.
REPLACED = {
    "sudo apt install certbot": "",
    "sudo apt update && sudo apt install ": "sudo apt-get -q update && sudo apt-get -q -y --no-install-recommends install {rest}",
    "sudo git clone URL-OF-PIEU": "sudo git clone --quiet /srv/pieu.git{rest}",
    "sudo systemctl daemon-reload": "",
    "sudo systemctl enable --now pieu.socket pieu.service pieu-backup.timer": STARTED,
    "sudo systemctl start pieu.socket pieu.service": STARTED,
    "sudo systemctl stop pieu.socket pieu.service": STOPPED,
    "sudo systemctl daemon-reload && sudo systemctl restart pieu.service": RESTARTED,
    "sudo journalctl": "",
    "sudo certbot certonly ": f"{MAKE_CERTIFICATE} && sudo env RENEWED_DOMAINS={HOST} RENEWED_LINEAGE={LINEAGE}"
    " /etc/letsencrypt/renewal-hooks/deploy/pieu",
    "sudo nginx -t && sudo systemctl reload nginx": "sudo nginx -t && sudo nginx -s reload",
    "curl -s https://pieu.example.vn/": f"{CURL} https://{HOST}/{{rest}}",
    "sudo pieu restore FILE": "sudo pieu restore $(sudo sh -c 'ls -d /var/backups/pieu/*' | tail -n 1){rest}",
    "sudo install -o pieu -g pieu -m 600 FILE ": "sudo install -o pieu -g pieu -m 600 ~/pieu.tar {rest}",
    "sudo git checkout THE-RELEASE": "sudo git checkout --quiet origin/HEAD{rest}",
    "cd /opt/pieu && sudo git checkout THE-OLD-RELEASE": f"cd /opt/pieu && sudo git checkout --quiet {RELEASE}{{rest}}",
}
# The same for the page of RELEASE.
REPLACED_THEN = {
    **REPLACED,
    "sudo apt install ": "sudo apt-get -q update && sudo apt-get -q -y --no-install-recommends install {rest}",
    "sudo git clone URL-OF-PIEU": "sudo git clone --quiet /srv/pieu.git /opt/pieu"
    f" && sudo git -C /opt/pieu checkout --quiet {RELEASE}",
    "sudo pieu createsuperuser": "",
    "journalctl": "",
    "sudo cp deploy/nginx/pieu.conf ": "sudo cp deploy/nginx/pieu.conf /etc/nginx/conf.d/ && sudo install -d /var/cache/nginx"
    f" && sudo sed -i s/pieu.example.vn/{HOST}/g /etc/nginx/conf.d/pieu.conf",
    "sudo certbot certonly ": MAKE_CERTIFICATE,
}


def commands_of(part: str, *, page: str) -> list[str]:
    """Return the commands of a part of the page, without comments: the lines that are indented by four spaces."""
    found = re.search(rf"^(#+) {re.escape(part)}\n(.*?)(?=^#+ |\Z)", page, re.DOTALL | re.MULTILINE)
    assert found, part
    joined = re.sub(r"\\\n\s+", "", found[2])
    lines = [line[4:] for line in joined.splitlines() if line.startswith("    ")]
    return [re.sub(r"\s{2,}# .*$", "", line) for line in lines]


class Operator:
    """Types the lines of the page, one after the other, in one folder after the other."""

    def __init__(self, machine: BareDebian) -> None:
        self.machine = machine
        self.page = (ROOT / PAGE).read_text("utf-8")
        self.replaced: Mapping[str, str] = REPLACED
        # Which lines were replaced, and which parts were followed to their end.
        self.used: set[str] = set()
        self.followed: set[str] = set()
        # What the operator answers when a line asks something.
        self.answers: dict[str, Callable[[Terminal], None]] = {}
        self.folder = "~"
        self.server: subprocess.Popen[bytes] | None = None

    def follow(self, part: str) -> str:
        """Run the commands of a part and return their output. Fails with the first command that fails."""
        output = "".join(self.type(line) for line in commands_of(part, page=self.page))
        self.followed.add(part)
        return output

    def learn(self, other: Operator) -> None:
        """Add what `other` followed on another machine."""
        self.used |= other.used
        self.followed |= other.followed

    def type(self, line: str) -> str:
        script = self._in_its_place(line)
        if line.startswith(IN_ENV):
            with self.machine.path("/etc/pieu/env").open("a") as env:
                env.write(f"{line.removeprefix(IN_ENV)}\n")
            return ""
        if script in (STOPPED, RESTARTED):
            self.stop()
        if script in (STARTED, RESTARTED):
            self.start()
        if not script or script in (STARTED, STOPPED, RESTARTED):
            return ""
        is_online = any(word in line for word in ONLINE)
        script = f"cd {self.folder} && {{ {script}\n}} && pwd >/tmp/folder"
        if line in self.answers:
            with Terminal(self.machine.command(script, is_online=is_online)) as terminal:
                self.answers[line](terminal)
                code, output = terminal.end(minutes=15), terminal.screen
        else:
            done = self.machine.run(script, is_online=is_online)
            code, output = done.returncode, done.stdout
        assert code == 0, f"{line}\n{script}\n{output}"
        self.folder = self.machine.path("/tmp/folder").read_text().strip()
        return output

    def _in_its_place(self, line: str) -> str:
        wanted = max((old for old in self.replaced if line.startswith(old)), key=len, default=None)
        if wanted is None:
            return line
        self.used.add(wanted)
        return self.replaced[wanted].replace("{rest}", line.removeprefix(wanted))

    def start(self) -> None:
        """Run the command of pieu.service as its user, with its environment, until it answers."""
        unit = self.machine.path("/etc/systemd/system/pieu.service").read_text("utf-8")
        found = re.search(r"^ExecStart=/opt/pieu/.venv/bin/python manage.py (.*)$", unit, re.MULTILINE)
        assert found
        assert {"User=pieu", "EnvironmentFile=/etc/pieu/env"} <= set(unit.splitlines())
        with self._log.open("ab") as log:
            # The wrapper becomes the service's user and reads the file as systemd does.
            command = self.machine.command(f"cd /opt/pieu && exec pieu {found[1]}", is_root=True)
            self.server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        ask = f"curl -sf -H 'Host: {HOST}' -H 'X-Forwarded-Proto: https' http://127.0.0.1:8000/healthz"
        deadline = time.monotonic() + 300
        while self.machine.run(ask).returncode:
            assert self.server.poll() is None, self.log()
            assert time.monotonic() < deadline, f"there is still no answer: {self.log()}"
            time.sleep(0.5)

    def stop(self) -> None:
        """End the server as systemd does: SIGTERM to the supervisor, which ends its parts."""
        assert self.server is not None
        self.machine.require(
            "for each in /proc/[0-9]*; do tr '\\0' ' ' <$each/cmdline | grep -q '^/opt/pieu/.*manage.py serve'"
            " && kill ${each#/proc/}; done; true"
        )
        self.server.wait(60)

    @property
    def _log(self) -> Path:
        return self.machine.root.with_suffix(".log")

    def log(self) -> str:
        return self._log.read_text("utf-8")[-4000:]

    def shell(self, code: str) -> str:
        """Run Python in Piêu and return what it printed."""
        self.machine.path("/tmp/code.py").write_text(code, "utf-8")
        return self.machine.require('pieu shell -v 0 -c "$(cat /tmp/code.py)"').strip()

    def scan(self, uri: str, *, until: str) -> str:
        """Open a label's address over TLS, until its page, with status 200, has the text `until`."""
        deadline = time.monotonic() + 120
        while until not in (page := self.machine.run(f"{CURL} -H 'Accept: text/html' '{uri}'").stdout):
            assert time.monotonic() < deadline, f"there is still no {until!r}:\n{page}\n{self.log()}"
            time.sleep(1)
        return page


def install_release(old: Operator) -> str:
    """Follow the page of the last release, load its demo and return the address of a label."""
    machine = old.machine
    old.replaced = REPLACED_THEN
    old.page = subprocess.run(
        ["git", "show", f"{RELEASE}:{PAGE}"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    lines = commands_of("Set up", page=old.page)
    filled = lines.index("sudo pieu migrate")
    for line in lines[:filled]:
        old.type(line)
    env = machine.path("/etc/pieu/env")
    text = env.read_text("utf-8").replace("pieu.example.vn", HOST)
    env.write_text(fill_empty(text, new_keys()) + "PIEU_DEMO=1\n", "utf-8")
    for line in lines[filled:]:
        old.type(line)
    machine.require("pieu load_demo")
    machine.require("nginx")
    old.follow("systemd")
    old.follow("nginx")
    label = old.shell(DEMO_LABEL)
    old.scan(label, until="verdict v-valid")
    return label
