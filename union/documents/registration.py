"""Register the act, state, slots and export of documents."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from backend.ledger.row_values import Stated
from members.own_data import records
from members.own_data.records import owned_by
from union.documents.models import Document
from union.issues.models import Issue


def register() -> None:
    """Register documents' act, state, slots and export. Called once, when Django starts."""
    acts.declare(Act("union.document_issued", words=_("Ban hành văn bản của Hội")))
    row_states.declare(
        Stated(
            Document,
            subject=lambda row: f"issue:{row.issue_id}",
            stated=(
                "issue",
                "branch",
                "number",
                "signed_date",
                "urgency",
                "file",
                "file_name",
                "has_text",
                "is_said_unmarked",
                "replaces",
            ),
        )
    )
    records.register(
        Document,
        owned_by("issue__issued_by"),
        "id issue branch number signed_date urgency file file_name has_text is_said_unmarked replaces",
    )
    slots.register("union.issue", "document", template="union/documents/slots/issue.html", context=of_issue)
    slots.register("union.new", "document", template="union/documents/slots/new.html", context=always)


def of_issue(request: HttpRequest, issue: Issue, **kw: Any) -> dict[str, Any] | None:
    """Return the document of an issue, with the one that it replaces and the one that replaces it; one query."""
    found = Document.objects.filter(issue=issue).select_related("replaces", "replaced_by").first()
    return {"document": found, "successor": getattr(found, "replaced_by", None)} if found else None


def always(request: HttpRequest, **kw: Any) -> dict[str, Any]:
    return {}
