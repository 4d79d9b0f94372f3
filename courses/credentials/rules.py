from __future__ import annotations

from typing import Any

from courses.authoring.rules import may_edit_course
from courses.models import Credential


def may_choose_disclosure(user: Any, credential: Credential) -> bool:
    """Return whether the user may choose what the page shows: the holder, while the certificate is valid."""
    return credential.user_id == user.pk and credential.is_standing


def may_revoke(user: Any, credential: Credential) -> bool:
    """Return whether the user may revoke: a trainer who writes the course, or staff; never the holder."""
    return credential.user_id != user.pk and may_edit_course(user, credential.enrolment.version.course)
