from __future__ import annotations

from allauth.account import views as account_views
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.acting import ActorRequest
from members.assist.actions import end_assist
from members.middleware import SESSION_KEY

# The cache of pages only. "storage" would take the outbox with the entries that wait on this phone, whoever wrote
# them; those are sent only as their writer, and the copies of her pages are wiped by the service worker.
CLEAR = '"cache"'


@never_cache
def sign_out(request: ActorRequest) -> HttpResponse:
    """Asks (GET), then ends the session; làm hộ ends with it."""
    is_leaving = request.method == "POST" and request.user.is_authenticated
    if is_leaving:
        _stop_helping(request)
    response = account_views.logout(request)
    if is_leaving:
        response["Clear-Site-Data"] = CLEAR
    return response


@require_POST
@never_cache
def switch_person(request: ActorRequest) -> HttpResponse:
    """One tap on a shared phone: she is out, the next one finds the log-in page and nothing of hers."""
    if request.user.is_authenticated:
        _stop_helping(request)
    account_views.logout(request)
    response = redirect("account_login")
    response["Clear-Site-Data"] = CLEAR
    return response


def _stop_helping(request: ActorRequest) -> None:
    if assist_id := request.session.pop(SESSION_KEY, None):
        end_assist(officer=request.user, assist_id=assist_id)
