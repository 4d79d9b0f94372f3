"""Register the clock job that tells of changed law, and what below this app cites law."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from backend.common import slots
from backend.common.clock import every
from backend.law.citing.actions import tell_of_changes
from backend.law.citing.citers import citers_of, citers_version
from backend.law.citing.lower import citing_consents, citing_terms
from backend.law.citing.presenters import cited_law
from backend.law.citing.registry import register_citing
from backend.law.citing.source_code import citing_source
from backend.law.library.models import Provision
from backend.law.library.page_cache import register_version
from members.consent.wording import WORDINGS


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
    slots.register(
        "consents.law", "cited", template="law/citing/cited_law.html", context=consents_law, order=10
    )
    register_version(citers_version)
    every(minutes=10, name="law.tell_of_changes")(tell_of_changes)


def cited_by(request: HttpRequest, article: Provision, **kw: Any) -> dict[str, Any] | None:
    """Return what in Piêu rests on an article; None if nothing public does."""
    places = citers_of(article)
    return {"places": places} if places else None


def consents_law(request: HttpRequest, **kw: Any) -> dict[str, Any]:
    """Return the law that asks for consents, for the pages of members, which lie below the library."""
    return {"cited": cited_law(wording.source for wording in WORDINGS.values())}
