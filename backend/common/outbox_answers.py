"""Responses to forms: pages for a browser, JSON for the outbox."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError, FieldErrors


def wants_json(request: HttpRequest) -> bool:
    """Return True for the outbox, which asks for JSON only; a browser asks for HTML first."""
    return request.headers.get("Accept", "").split(",")[0].strip() == "application/json"


def saved(request: HttpRequest, url: str) -> HttpResponse:
    """Return the response after a save: a redirect to `url` (303), or JSON with `url` for the outbox."""
    if wants_json(request):
        return JsonResponse({"next": url, "saved_at": f"{timezone.localtime():%H:%M}"})
    redirect = HttpResponseRedirect(url)
    redirect.status_code = 303
    return redirect


def refused(error: DomainError) -> JsonResponse:
    """Return a refusal as JSON for the outbox: {"errors": {field: [message]}}."""
    errors = error.errors if isinstance(error, FieldErrors) else {error.field or "": str(error)}
    return JsonResponse(
        {"errors": {field: [message] for field, message in errors.items()}}, status=error.status_code
    )


def refused_form(form: forms.BaseForm, status: int = 400) -> JsonResponse:
    """Return the errors of an invalid form as JSON for the outbox."""
    errors = {
        "" if field == "__all__" else field: [str(text) for text in texts]
        for field, texts in form.errors.items()
    }
    return JsonResponse({"errors": errors}, status=status)


def save_time_words(request: HttpRequest) -> str:
    """Return a readable message with the local time of a save: "Đã lưu lúc 14:05"."""
    return _("Đã lưu lúc %(time)s") % {"time": f"{timezone.localtime():%H:%M}"}
