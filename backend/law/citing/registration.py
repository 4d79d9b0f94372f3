"""Register the clock job that tells of changed law, and what below this app cites law."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from backend.common import slots
from backend.common.clock import every
from backend.law.citing.actions import tell_of_changes
from backend.law.citing.citers import citers_of, citers_version
from backend.law.citing.lower import citing_consents, citing_terms
from backend.law.citing.registry import register_citing
from backend.law.citing.source_code import citing_source
from backend.law.library.models import Provision
from backend.law.library.page_cache import register_version


def register() -> None:
    """Register the sources below this app, and the clock job. Called once, when Django starts."""
    register_citing("terms", citing_terms, is_public=True)
    register_citing("source", citing_source, is_told=False)
    register_citing("consents", citing_consents, is_public=True)
    slots.register(
        "law.article",
        "citing",
        template="law/citing/slots/cited_by.html",
        context=cited_by,
        order=20,
    )
    register_version(citers_version)
    every(minutes=10, name="law.tell_of_changes")(tell_of_changes)


def cited_by(request: HttpRequest, article: Provision, **kw: Any) -> dict[str, Any] | None:
    """Return what in Piêu rests on an article; None if nothing public does."""
    places = citers_of(article)
    return {"places": places} if places else None
