"""The month of the province in one page, which its chair prints and signs."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from members.acting import ActorRequest
from members.rules import has_desk, require
from orders.figures.periods import Period, read_period, this_month
from union.desk.presenters import month_of, offices_of


@login_required
@require_safe
@never_cache
def month(request: ActorRequest) -> HttpResponse:
    """Show the month of ?thang=2026-11 to officers of the province and staff; this month if it is missing.

    Raises Http404 if the month is malformed or in the future, and where no province is set up.
    """
    member = request.actor.member
    require(has_desk(member))
    asked = _month_asked(request)
    offices = offices_of()
    if offices is None:
        raise Http404
    require(member.is_staff or member.pk in offices.chairs)
    context = {
        "month": month_of(offices, asked),
        "today": timezone.localdate(),
        "next": None if asked == this_month() else asked.next,
    }
    return render(request, "union/desk/month.html", context)


def _month_asked(request: ActorRequest) -> Period:
    wanted = request.GET.get("thang", "")
    found = read_period(wanted) if wanted else this_month()
    if found is None or found.months != 1 or found > this_month():
        raise Http404
    return found
