"""Show help first when somebody types a danger into the search of the law."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from backend.common import slots
from backend.law import ports
from backend.law.situations.stock import stock
from union.alarms.places import help_places
from union.questions.triage import dangers


def register() -> None:
    """Recognise dangers for the law search, and fill the slot above its hits. Called once, when Django starts."""
    ports.names_danger.provide(names_danger)
    slots.register("law.danger", "help", template="union/questions/slots/danger.html", context=help_for)


def names_danger(typed: str) -> bool:
    return bool(dangers(typed))


def help_for(request: HttpRequest, typed: str, **kw: Any) -> dict[str, Any] | None:
    """Return the places that help in the dangers that `typed` names; None for an ordinary question."""
    kinds = dangers(typed)
    places = stock().places
    return {"places": [places[each] for each in help_places(kinds)]} if kinds else None
