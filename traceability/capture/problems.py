"""Reasons for rejected events in the form of RFC 7807, with the exception names of EPCIS 2.0."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from traceability.epcis.faults import Fault

VALIDATION = "epcisException:ValidationException"
SECURITY = "epcisException:SecurityException"
CONFLICT = "epcisException:ResourceAlreadyExistsException"
TITLES = {
    VALIDATION: "EPCIS data is not valid",
    SECURITY: "Access to a resource is not permitted",
    CONFLICT: "Resource already exists",
}


def problem(
    kind: str, detail: str, place: int, *, code: str, status: int = 400, path: str = ""
) -> dict[str, Any]:
    """Return a problem object. `place` counts from 0; `instance` is a JSON pointer into the document."""
    return {
        "type": kind,
        "title": TITLES[kind],
        "status": status,
        "detail": detail,
        "instance": f"/epcisBody/eventList/{place}{path}",
        "code": code,
    }


def of_fault(fault: Fault, place: int) -> dict[str, Any]:
    return problem(VALIDATION, fault.message, place, code=fault.code, path=fault.path)


def of_error(error: DomainError, place: int) -> dict[str, Any]:
    return problem(VALIDATION, error.message, place, code=error.code, status=error.status_code)


def no_right(place: int, code: str) -> dict[str, Any]:
    return problem(
        SECURITY,
        _("Chị chưa được phép ghi cho lô %(code)s.") % {"code": code},
        place,
        code="not_allowed",
        status=403,
    )
