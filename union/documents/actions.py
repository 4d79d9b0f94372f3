from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.text import nfc
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.models import Branch
from members.rules import require
from union.documents.enums import Urgency
from union.documents.models import Document
from union.issues.actions.issuing import Content, Target, close_issue, issue
from union.issues.rules import may_close, may_issue

MOST_NUMBER = 60


class DocumentError(DomainError):
    """The document can't be issued like this; nothing was changed."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A checked file in the store. has_text: whether its text was read; else the officer said that it has no mark."""

    stored: str
    name: str
    has_text: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """The head of an official document. replaces: an earlier document, whose open tasks are closed."""

    number: str
    signed_date: dt.date
    urgency: str = Urgency.ORDINARY
    file: StoredFile | None = None
    replaces: Document | None = None


@transaction.atomic
def issue_document(
    *, actor: Actor, branch: Branch, facts: Facts, content: Content, target: Target
) -> Document:
    """Issue a document to branches, and close what the document that it replaces still asks.

    Raises NotAllowed, FileRefused if a text bears a mark of a state secret, DocumentError and IssueError.
    """
    require(may_issue(actor.member, branch))
    number = nfc(facts.number).strip()
    # Two officers who send the same number at once wait here for each other.
    Branch.objects.select_for_update().get(pk=branch.pk)
    _check(branch, number, facts)
    old = _replaced(actor, facts.replaces)
    made = Document.objects.create(
        issue=issue(actor=actor, branch=branch, content=content, target=target),
        branch=branch,
        number=number,
        signed_date=facts.signed_date,
        urgency=Urgency(facts.urgency),
        file=facts.file.stored if facts.file else "",
        file_name=facts.file.name if facts.file else "",
        has_text=facts.file is None or facts.file.has_text,
        is_said_unmarked=facts.file is not None and not facts.file.has_text,
        replaces=old,
    )
    append_entry(
        kind="union.document_issued",
        subject=made.issue.subject,
        payload={"number": number, "replaces": old.pk if old else None, **states(made)},
        **actor.ledger_refs(),
    )
    if old is not None:
        close_issue(actor=actor, issue=old.issue, reason=_("Đã có %(number)s thay.") % {"number": number})
    return made


def _check(branch: Branch, number: str, facts: Facts) -> None:
    if not 1 < len(number) <= MOST_NUMBER:
        raise DocumentError(_("Chị ghi số, ký hiệu. Ví dụ: 12/KH-BTV."), field="number", code="no_number")
    if Document.objects.filter(branch=branch, number=number).exists():
        raise DocumentError(_("Đã có văn bản số này."), field="number", code="number_taken")
    if facts.signed_date > timezone.localdate():
        raise DocumentError(_("Ngày văn bản không ở tương lai."), field="signed_date", code="future_date")


def _replaced(actor: Actor, document: Document | None) -> Document | None:
    """Return the locked document to replace. Raises NotAllowed, or DocumentError if another one replaced it."""
    if document is None:
        return None
    old = Document.objects.select_for_update(of=("self",)).select_related("issue__branch").get(pk=document.pk)
    require(may_close(actor.member, old.issue))
    if Document.objects.filter(replaces=old).exists():
        raise DocumentError(
            _("Văn bản ấy đã có văn bản khác thay."), field="replaces", code="already_replaced"
        )
    return old
