"""Ports: named functions that a lower app calls and a higher app implements, inside the caller's transaction.

Slots (backend.common.slots) do the same for parts of a page. The higher app provides the port in AppConfig.ready(). A port without
a provider returns its default, so that an app works without the higher ones.
"""

from collections.abc import Callable
from typing import Any

_ports: dict[str, Callable[..., Any]] = {}


def provide(name: str, function: Callable[..., Any]) -> None:
    """Make `function` the provider of the port `name`. A second provider is a programming error."""
    if _ports.get(name, function) is not function:
        raise RuntimeError(f"The port {name} has a provider already.")
    _ports[name] = function


def call(name: str, /, *, default: Any = None, **arguments: Any) -> Any:
    """Call the provider of the port `name` with `arguments`; return `default` if there is none."""
    function = _ports.get(name)
    return default if function is None else function(**arguments)
