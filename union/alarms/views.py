"""The page for a woman in danger."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from union.alarms.presenters import help_page
from union.alarms.visits import alarm_of

private = cache_control(private=True, no_store=True)


@private
@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """Show where help is, before anything else. Nothing is stored by looking."""
    return render(request, "union/alarms/help_now.html", help_page(alarm_of(request)))
