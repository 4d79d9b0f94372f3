"""Register what entries state of plain words, and the words on an article's page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.law.library.models import Provision
from backend.law.library.texts import whole_hash
from backend.law.readings.models import PlainWords
from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from backend.ledger.row_states import Stated

STATED = (
    Stated(
        PlainWords,
        subject=lambda row: f"law:{row.provision.document.number}",
        stated=("provision", "text", "explains_sha256", "written_at", "replaced_at"),
        people=("written_by",),
        related=("provision__document",),
    ),
)


def register() -> None:
    """Register the act and states of plain words, and the slot. Called once, when Django starts."""
    acts.declare(Act("law.words", words=_("Viết lời dễ hiểu cho một điều luật"), public=True))
    row_states.declare(*STATED)
    slots.register(
        "law.article",
        "words",
        template="law/readings/slots/words.html",
        context=words_of,
        order=10,
    )


def words_of(request: HttpRequest, article: Provision, **kw: Any) -> dict[str, Any] | None:
    """Return the plain words of an article and of its clauses and points; None without any."""
    rows = PlainWords.objects.filter(
        provision__document=article.document_id, provision__sort__startswith=article.sort, replaced_at=None
    ).select_related("provision__document")
    found = [
        {
            "words": row,
            "has_aged": bool(row.explains_sha256) and row.explains_sha256 != whole_hash(row.provision),
        }
        for row in rows.order_by("provision__sort")
    ]
    return {"rows": found} if found else None
