"""Pages of the platform's operator and duties, from the settings and the rules in the code."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.common.retention import TERMS
from backend.law.citing.presenters import cited_law
from backend.theme.reading import for_reading
from members.consent.enums import ConsentPurpose
from members.consent.wording import WORDINGS
from orders.duties.gaps import DUTIES
from orders.duties.statements import STATEMENTS, statements_by_section


@for_reading
@require_safe
def platform(request: HttpRequest) -> HttpResponse:
    context = {
        "operator": settings.ECOM_OPERATOR,
        "registration": settings.ECOM_REGISTRATION,
        "terms": TERMS,
        "purposes": ConsentPurpose.labels,
        "statements": statements_by_section(),
        "cited": cited_law(
            [
                *(row.source for row in STATEMENTS),
                *(row.source for row in DUTIES),
                *(row.source for row in WORDINGS.values()),
                *(row.source for row in TERMS),
            ]
        ),
    }
    return render(request, "orders/duties/platform.html", context)
