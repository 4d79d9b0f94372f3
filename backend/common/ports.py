"""Ports: a named function that a lower app needs and an upper app has.

Slots (backend.common.slots) do this for parts of a page; a port does it for one call inside the caller's transaction. The upper
app provides it in AppConfig.ready(). A port that nobody provides answers its default, so that an app works without those above.
"""

from collections.abc import Callable
from typing import Any

_ports: dict[str, Callable[..., Any]] = {}


def provide(name: str, function: Callable[..., Any]) -> None:
    """Answer the port `name` with `function`; a second provider is a mistake in the composition."""
    if _ports.get(name, function) is not function:
        raise RuntimeError(f"The port {name} has a provider already.")
    _ports[name] = function


def call(name: str, /, *, default: Any = None, **arguments: Any) -> Any:
    """What the provider of `name` answers to `arguments`, or `default` where nobody provides it."""
    function = _ports.get(name)
    return default if function is None else function(**arguments)
