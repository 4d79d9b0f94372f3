"""Write an export of a lot; reject one that doesn't match its own published schema."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from jsonschema import Draft202012Validator

from backend.common.errors import DomainError
from traceability.exports import profiles
from traceability.exports.profile import VERSION, Profile, Source
from traceability.legal.passport import passport_facts
from traceability.models import Lot

PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        importlib.import_module(f"{profiles.__name__}.{found.name}").PROFILE
        for found in pkgutil.iter_modules(profiles.__path__)
    )
}


class ExportIncomplete(DomainError):
    """The profile requires data that the lot lacks; the message names it with the clause."""

    status_code = 409


def export_of(profile: Profile, lot: Lot, *, made_at: dt.datetime) -> dict[str, Any]:
    """Return the file of `lot` as a JSON value, in Vietnamese for every caller. Raises ExportIncomplete."""
    with override("vi"):
        values = profile.values(Source(lot, passport_facts(lot)))
        schema = profile.schema()
    missing = [field for field in profile.fields if field.is_required and field.name not in values]
    if missing:
        words = ", ".join(f"{field.words} ({profile.document}, {field.article})" for field in missing)
        raise ExportIncomplete(
            _("Tệp này còn thiếu: %(words)s.") % {"words": words}, code="export_incomplete"
        )
    document = {
        "profile": profile.name,
        "version": VERSION,
        "schema": profile.schema_url,
        "madeAt": made_at.isoformat(timespec="seconds"),
        "lot": values,
    }
    Draft202012Validator(schema).validate(document)
    return document
