"""What the producer's pages answer alike: to a browser a page, to the outbox JSON."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError, FieldErrors
from members.acting import Actor, ActorRequest


def actor_of(request: ActorRequest) -> Actor:
    """Who is at the page, and for whom; only behind login_required."""
    return request.actor


def wants_json(request: ActorRequest) -> bool:
    """The outbox asks for JSON and nothing else; a browser that opens a page asks for HTML first."""
    return request.headers.get("Accept", "").split(",")[0].strip() == "application/json"


def saved(request: ActorRequest, url: str) -> HttpResponse:
    """It is kept: the next page, or for the outbox where that is."""
    if wants_json(request):
        return JsonResponse({"next": url, "saved_at": f"{timezone.localtime():%H:%M}"})
    redirect = HttpResponseRedirect(url)
    redirect.status_code = 303
    return redirect


def refused(error: DomainError) -> JsonResponse:
    """For the outbox: what is wrong, beside its field."""
    errors = error.errors if isinstance(error, FieldErrors) else {error.field or "": str(error)}
    return JsonResponse(
        {"errors": {field: [message] for field, message in errors.items()}}, status=error.status_code
    )


def refused_form(form: forms.BaseForm, status: int = 400) -> JsonResponse:
    """The same for a form that isn't valid."""
    errors = {
        "" if field == "__all__" else field: [str(text) for text in texts]
        for field, texts in form.errors.items()
    }
    return JsonResponse({"errors": errors}, status=status)


def told(request: ActorRequest) -> str:
    """ "14:05", for "Đã lưu lúc 14:05"."""
    return _("Đã lưu lúc %(time)s") % {"time": f"{timezone.localtime():%H:%M}"}
