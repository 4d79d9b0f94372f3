"""How a message names the command to type next: on a server, by the wrapper that setup installs."""

from __future__ import annotations

from backend.common.command_lines import HOME, INSTALLED, command_line
from tests.live import ROOT


def test_command_line_names_the_wrapper_of_a_server(tmp_path):
    wrapper = tmp_path / "pieu"
    wrapper.touch(mode=0o755)
    assert command_line("migrate", home=INSTALLED, wrapper=wrapper) == "sudo pieu migrate"


def test_command_line_names_run_in_a_checkout_and_where_there_is_no_wrapper(tmp_path):
    wrapper = tmp_path / "pieu"
    assert command_line("migrate", home=INSTALLED, wrapper=wrapper, is_venv=True) == "./run migrate"
    wrapper.touch(mode=0o755)
    assert command_line("migrate", home=tmp_path, wrapper=wrapper) == "./run migrate"
    assert HOME == ROOT


def test_command_line_names_compose_in_a_container(tmp_path):
    in_compose = "docker compose run --rm web python manage.py migrate"
    assert command_line("migrate", home=INSTALLED, wrapper=tmp_path / "pieu", is_venv=False) == in_compose
