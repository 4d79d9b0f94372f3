"""The pages of certificates for test_accessibility.py: the visitor of each, and its expected content."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from courses.credentials.actions import choose_disclosure, issue_credential, revoke_credential
from courses.models import CourseVersion, Credential, Enrolment
from members.acting import Actor
from members.models import User
from tests.e2e.lesson_spots import COURSE

CREDENTIAL_SPOTS: list[tuple[str, ...]] = [
    ("anyone", "credentials:credential", "certificate_code"),
    ("anyone", "credentials:credential", "certificate_code_revoked"),
    ("anyone", "credentials:find"),
    ("lan", "courses:my_credentials"),
    ("lan", "courses:my_credential", "certificate_hers"),
    ("lan", "courses:my_credential", "certificate_revoked"),
    ("minh", "courses:my_credentials"),
    ("van", "courses:credentials_issued", COURSE),
    ("van", "courses:credential_revoke", "certificate_hers"),
    ("van", "courses:credential_revoke", "certificate_revoked"),
]
# They answer with a file, or speak to a program.
CREDENTIAL_WITHOUT_PAGE = {
    "courses:my_credential_paper",
    *(f"credentials:{name}" for name in ("paper", "badge", "status_list", "issuer", "jwks", "did")),
}


def furnish_credentials(lan: User, trainer: User) -> dict[str, Any]:
    """Lan has a certificate with results, and a revoked one from another course."""
    version = CourseVersion.objects.filter(course__slug=COURSE)[0]
    other = CourseVersion.objects.exclude(course__slug=COURSE).filter(course__authors=trainer)[0]
    valid, revoked = _finished(lan, version), _finished(lan, other)
    day = timezone.localdate().isoformat()
    valid.statement["results"] = [
        {"kind": "labels_printed", "step": "", "on": day, "names": ["Mận hậu Mộc Châu"], "count": 65},
        {"kind": "livestream_held", "step": "", "on": day, "names": [], "minutes": 32},
    ]
    valid.save()
    choose_disclosure(actor=Actor.of(lan), credential=valid, name=True, results=True, branch=True)
    revoke_credential(actor=Actor.of(trainer), credential=revoked, reason="mistake", note="Cấp nhầm khoá.")
    return {
        "certificate_hers": valid.pk,
        "certificate_code": valid.code,
        "certificate_revoked": revoked.pk,
        "certificate_code_revoked": revoked.code,
    }


def _finished(user: User, version: CourseVersion) -> Credential:
    enrolment, _made = Enrolment.objects.get_or_create(user=user, version=version)
    Enrolment.objects.filter(pk=enrolment.pk).update(finished_at=timezone.now())
    credential = issue_credential(enrolment=enrolment)
    assert credential is not None
    return credential
