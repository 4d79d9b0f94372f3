"""Ports use their default until an app provides them, and every port of the project is provided once."""

from __future__ import annotations

from importlib import import_module

import pytest

from backend.common.ports import Port
from tests.apps import installed_packages
from tests.live import ROOT


def test_a_port_answers_by_its_default_until_it_is_provided():
    port = Port(lambda *, name: 0)
    assert (port.is_provided, port(name="chè")) == (False, 0)
    port.provide(lambda *, name: len(name))
    assert (port.is_provided, port(name="chè")) == (True, 3)


def test_a_second_provider_is_refused_and_the_first_stays():
    def first() -> int:
        return 1

    port = Port(lambda: 0)
    port.provide(first)
    port.provide(first)
    with pytest.raises(RuntimeError):
        port.provide(lambda: 2)
    assert port() == 1


def test_every_port_of_the_project_is_provided():
    modules = [
        path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        for package in installed_packages()
        for path in (ROOT / package).rglob("ports.py")
    ]
    ports = {
        f"{module}.{name}": each
        for module in modules
        for name, each in vars(import_module(module)).items()
        if isinstance(each, Port)
    }
    assert len(ports) > 20
    assert [name for name, each in ports.items() if not each.is_provided] == []
