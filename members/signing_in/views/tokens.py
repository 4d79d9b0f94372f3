"""Mã cho phần mềm: the member's API tokens. A new one is shown once."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from backend.common.submitting import refuse_in_form
from members.acting import ActorRequest
from members.models import ApiToken
from members.signing_in.actions.tokens import create_token, revoke_token
from members.signing_in.devices import device_of
from members.signing_in.token_form import TokenForm


@sensitive_post_parameters("secret")
@sensitive_variables("key")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def api_token(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    if request.method == "POST" and request.POST.get("revoke", "").isdecimal():
        revoke_token(actor=actor, token=int(request.POST["revoke"][:18]))
        return redirect("members:api_token")
    form, key = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            key = create_token(actor=actor, device=device_of(request), **form.cleaned_data)
    tokens = ApiToken.objects.visible_to(actor.member).order_by("-created_at", "-pk")
    context = {"form": form, "key": key, "tokens": tokens}
    return render(request, "members/signing_in/api_token.html", context, status=400 if form.errors else 200)
