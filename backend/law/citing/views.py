"""What the picker offers while one types."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.law.citing.picker import Picked, picker_context


@login_required
@require_safe
def pick(request: HttpRequest) -> HttpResponse:
    """Return a part of a page: the provisions that fit ?citations-words=, as checkboxes."""
    return render(request, "law/citing/offered.html", picker_context(Picked.sent(request.GET)))
