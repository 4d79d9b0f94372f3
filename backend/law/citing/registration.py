"""Register the clock job that tells of changed law, and what below this app cites law."""

from __future__ import annotations

from backend.common.clock import every
from backend.law.citing.actions import tell_of_changes
from backend.law.citing.registry import register_citing
from backend.law.citing.terms import citing_terms


def register() -> None:
    """Register the sources below this app, and the clock job. Called once, when Django starts."""
    register_citing("terms", citing_terms)
    every(minutes=10, name="law.tell_of_changes")(tell_of_changes)
