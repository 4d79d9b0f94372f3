from __future__ import annotations

from allauth.account import views as account_views
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.acting import ActorRequest
from members.assist.actions import end_assist
from members.middleware import SESSION_KEY

# The cache of pages only. "storage" would delete the outbox with all entries that wait on this phone, of any
# writer. The outbox sends them only as their writer, and the service worker deletes the stored pages.
CLEAR = '"cache"'


@never_cache
def sign_out(request: ActorRequest) -> HttpResponse:
    """Sign the user out. GET asks for confirmation; POST ends the session.

    POST also ends a session of acting on behalf (làm hộ) and clears the browser's cache of the site.
    """
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
    """Sign out with one tap on a shared phone.

    The next person sees the log-in page and no data of the last person.
    """
    if request.user.is_authenticated:
        _stop_helping(request)
    account_views.logout(request)
    response = redirect("account_login")
    response["Clear-Site-Data"] = CLEAR
    return response


def _stop_helping(request: ActorRequest) -> None:
    if assist_id := request.session.pop(SESSION_KEY, None):
        end_assist(officer=request.user, assist_id=assist_id)
