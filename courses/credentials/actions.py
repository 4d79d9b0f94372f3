"""Issue certificates of finished courses; revoke them if a result is undone, or for a given reason."""

from __future__ import annotations

from typing import Any

import rfc8785
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.ledger.actions import append_entry
from backend.ledger.pins import new_salt, pin
from courses.credentials.auditing import recorded
from courses.credentials.enums import GIVEN_REASONS, RevokeReason
from courses.credentials.rules import may_choose_disclosure, may_revoke
from courses.credentials.statements import make_statement
from courses.credentials.status_list import free_bit
from courses.models import Credential, Enrolment
from members.acting import Actor
from members.branches.enums import MembershipState
from members.consent.enums import ConsentPurpose
from members.models import Membership, User
from members.notices.actions.notices import notify
from members.rules import has_consented, require


class CredentialError(DomainError):
    """The certificate can't be issued, shown or revoked like this; nothing was changed."""


@transaction.atomic
def issue_credential(*, enrolment: Enrolment) -> Credential | None:
    """Issue the certificate of a finished enrolment, or return the existing one.

    Returns None for an unfinished enrolment. Also None if a certificate was revoked for another reason than
    an undone result: a new certificate would undo that decision. The public page shows nothing personal until
    the holder chooses so.
    """
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("user", "version__course")
        .get(pk=enrolment.pk)
    )
    earlier = list(Credential.objects.filter(enrolment=enrolment))
    for row in earlier:
        if row.is_standing:
            return row
    if enrolment.finished_at is None or any(
        row.revoke_reason != RevokeReason.RESULT_UNDONE for row in earlier
    ):
        return None
    credential = _create(enrolment)
    append_entry(
        kind="credential.issued",
        subject=credential.subject,
        payload={
            "course": enrolment.version.course.slug,
            "version": enrolment.version.number,
            "statement": pin(bytes(credential.salt or b""), pinned(credential.statement)),
            **recorded(credential),
        },
        by=enrolment.user.ref,
    )
    notify(
        user=enrolment.user,
        kind="courses.credential_issued",
        title=gettext_lazy("Chị có chứng nhận mới"),
        body=credential.statement["course"]["title"],
        url=reverse("courses:my_credential", args=[credential.pk]),
        key=f"credential:{credential.pk}",
    )
    return credential


def pinned(statement: dict[str, Any]) -> bytes:
    """Return the bytes whose hash the ledger pins: the statement as canonical JSON (RFC 8785)."""
    return rfc8785.dumps(statement)


def _create(enrolment: Enrolment) -> Credential:
    membership = (
        Membership.objects.filter(user=enrolment.user, state=MembershipState.CONFIRMED)
        .select_related("branch")
        .first()
    )
    fields: dict[str, Any] = {
        "enrolment": enrolment,
        "user": enrolment.user,
        "statement": make_statement(enrolment),
        "salt": new_salt(),
        "name": enrolment.user.full_name,
        "branch_name": membership.branch.name if membership else "",
    }
    for _attempt in range(5):
        number, index = free_bit()
        try:
            with transaction.atomic():
                return Credential.objects.create(**fields, status_list=number, status_index=index)
        except IntegrityError:
            # Another process took the same bit at this moment.
            continue
    raise CredentialError(_("Chưa cấp được chứng nhận. Chị thử lại sau."), code="no_status_bit")


@transaction.atomic
def choose_disclosure(
    *, actor: Actor, credential: Credential, name: bool, results: bool, branch: bool
) -> Credential:
    """Set what the public page, the public PDF and the badge show from now on.

    The name requires the consent for certificate pages. The choice itself gives no consent, and the consent
    to be named on product pages is not enough. Raises NotAllowed, CredentialError.
    """
    credential = _locked(credential)
    require(may_choose_disclosure(actor.member, credential))
    if name and not has_consented(actor.member, ConsentPurpose.CERTIFICATE_NAME):
        raise CredentialError(
            _(
                "Chị chưa đồng ý cho hiện họ tên trên trang chứng nhận. Chị đồng ý ở trang “Việc tôi đồng ý” rồi chọn lại."
            ),
            code="no_consent",
            field="shows_name",
        )
    before = (credential.name, credential.shows_name, credential.shows_results, credential.shows_branch)
    if name and not credential.name:
        if not actor.member.full_name:
            raise CredentialError(
                _("Chị chưa ghi họ tên. Chị ghi ở trang “Trang của tôi” rồi chọn lại."),
                code="no_name",
                field="shows_name",
            )
        credential.name = actor.member.full_name
    if branch and not credential.branch_name:
        raise CredentialError(
            _("Lúc cấp chứng nhận chị chưa ở chi hội nào."), code="no_branch", field="shows_branch"
        )
    credential.shows_name, credential.shows_results, credential.shows_branch = name, results, branch
    credential.save(update_fields=["name", "shows_name", "shows_results", "shows_branch"])
    if before != (credential.name, name, results, branch):
        append_entry(
            kind="credential.shown",
            subject=credential.subject,
            payload={"name": name, "results": results, "branch": branch, **recorded(credential)},
            **actor.ledger_refs(),
        )
    return credential


@transaction.atomic
def revoke_credential(*, actor: Actor, credential: Credential, reason: str, note: str = "") -> Credential:
    """Revoke a certificate for good, on its page and in the status list, and notify the holder. Idempotent.

    `reason` is one of GIVEN_REASONS. `note` is required, and only the holder sees it. Raises NotAllowed,
    CredentialError.
    """
    credential = _locked(credential)
    require(may_revoke(actor.member, credential))
    if reason not in GIVEN_REASONS:
        raise CredentialError(_("Chị chọn vì sao thu hồi."), code="reason_missing", field="reason")
    note = " ".join(note.split())[:500]
    if not note:
        raise CredentialError(_("Chị ghi rõ cho người được cấp biết."), code="note_missing", field="note")
    if credential.is_standing:
        _revoke(credential, RevokeReason(reason), note=note, by=actor.by, refs=actor.ledger_refs())
    return credential


@transaction.atomic
def revoke_for_reopening(*, enrolment: Enrolment) -> None:
    """Revoke the enrolment's valid certificates because a result was undone (port "course_reopened")."""
    for credential in (
        Credential.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(enrolment=enrolment, revoked_at=None)
    ):
        _revoke(
            credential, RevokeReason.RESULT_UNDONE, refs={"by": credential.user.ref, "on_behalf_of": None}
        )


def _revoke(
    credential: Credential,
    reason: RevokeReason,
    *,
    refs: dict[str, Any],
    note: str = "",
    by: User | None = None,
) -> None:
    credential.revoked_at, credential.revoke_reason = timezone.now(), reason
    credential.revoke_note, credential.revoked_by = note, by
    credential.save(update_fields=["revoked_at", "revoke_reason", "revoke_note", "revoked_by"])
    append_entry(
        kind="credential.revoked",
        subject=credential.subject,
        payload={"reason": str(reason), **recorded(credential)},
        **refs,
    )
    notify(
        user=credential.user,
        kind="courses.credential_revoked",
        title=gettext_lazy("Một chứng nhận của chị không còn hiệu lực"),
        body=note or reason.label,
        url=reverse("courses:my_credential", args=[credential.pk]),
        key=f"credential:{credential.pk}:revoked",
    )


def _locked(credential: Credential) -> Credential:
    return (
        Credential.objects.select_for_update(of=("self",))
        .select_related("user", "enrolment__version__course")
        .get(pk=credential.pk)
    )


def issue_missing() -> int:
    """Issue missing certificates of finished courses, at most 200 per call; return how many.

    Run by the clock, for courses finished before certificates existed.
    """
    without = Enrolment.objects.filter(
        finished_at__isnull=False, credentials__isnull=True, user__is_active=True
    )
    issued = 0
    for enrolment in without.order_by("pk")[:200]:
        issued += issue_credential(enrolment=enrolment) is not None
    return issued
