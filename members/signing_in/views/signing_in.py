from __future__ import annotations

from allauth.account import views as account_views
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from members.acting import ActorRequest
from members.assist.actions import end_assist
from members.middleware import SESSION_KEY
from members.signing_in.phone_people import forget_person, people_of

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

    The next person sees who uses this phone, or the log-in page, and no data of the last person.
    """
    if request.user.is_authenticated:
        _stop_helping(request)
    account_views.logout(request)
    response = redirect("members:who")
    response["Clear-Site-Data"] = CLEAR
    return response


@require_safe
@never_cache
def who(request: ActorRequest) -> HttpResponse:
    """Ask which of this browser's people it is. The log-in page then needs the PIN only."""
    people = people_of(request)
    if request.user.is_authenticated or not people:
        return redirect("home" if request.user.is_authenticated else "account_login")
    return render(request, "members/signing_in/who.html", {"people": people})


@require_POST
@never_cache
def forget(request: ActorRequest) -> HttpResponse:
    """Remove a person's tile from this browser. The account stays as it is."""
    response = redirect("members:who")
    forget_person(request=request, response=response, key=request.POST.get("nguoi", ""))
    return response


def _stop_helping(request: ActorRequest) -> None:
    if assist_id := request.session.pop(SESSION_KEY, None):
        end_assist(officer=request.user, assist_id=assist_id)
