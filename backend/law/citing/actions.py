"""Notify the owners of places whose cited law changed."""

from __future__ import annotations

import datetime as dt
from itertools import groupby

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from backend.common.text import filled
from backend.law.citing import ports
from backend.law.citing.auditing import Finding, audit_citations
from backend.law.citing.models import ToldChange
from backend.law.citing.registry import told_places
from members.models import User
from members.notices.actions.notices import notify


def tell_of_changes() -> int:
    """Notify owners of changes not reported yet, and call the port law_changed. Return the number of places notified.

    One notice for a place; the operator's staff get those without an owner. Run by the clock. Pages and the
    audit compute their marks; the port is for what is stored with citations.
    """
    findings = [finding for finding in audit_citations(places=told_places()) if finding.is_moved]
    staff = list(User.objects.filter(is_staff=True, is_active=True))
    told, seen = 0, set[tuple[str, dt.date]]()
    for _key, group in groupby(findings, key=lambda finding: finding.place.key):
        told += _tell(list(group), staff, seen)
    return told


@transaction.atomic
def _tell(findings: list[Finding], staff: list[User], seen: set[tuple[str, dt.date]]) -> int:
    """Tell of one place. seen: the changes of this tick for which the port was called; extended."""
    now, place = timezone.now(), findings[0].place
    news = [
        finding
        for finding in findings
        if ToldChange.objects.get_or_create(subject=finding.subject, defaults={"told_at": now})[1]
    ]
    if not news:
        return 0
    changes = {(one.citation, one.since or timezone.localdate(now)) for one in news} - seen
    for day in sorted({day for _cite, day in changes}):
        ports.law_changed(provisions=sorted(cite for cite, each in changes if each == day), day=day)
    seen |= changes
    first = news[0]
    people = list(User.objects.filter(pk__in=place.owners, is_active=True)) or staff
    for person in people:
        with translation.override(person.language):
            why = first.words
        notify(
            user=person,
            kind="law.changed",
            title=_("Luật đổi: có chỗ cần xem lại"),
            body=filled(
                _("%(kind)s “%(name)s” dựa vào %(citation)s. %(why)s"),
                {"kind": place.kind, "name": place.name, "citation": first.citation, "why": why},
            ),
            url=place.url or reverse("law:changes"),
        )
    return 1
