"""Mã cho phần mềm: the member's API token, shown once."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods
from rest_framework.authtoken.models import Token

from backend.common.submitting import refuse_in_form
from members.acting import ActorRequest
from members.people.secret_form import SecretForm
from members.signing_in.actions.tokens import create_token, revoke_token
from members.signing_in.devices import device_of


@sensitive_post_parameters("secret")
@sensitive_variables("key")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def api_token(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    if request.method == "POST" and request.POST.get("act") == "revoke":
        revoke_token(actor=actor)
        return redirect("members:api_token")
    form, key = SecretForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            key = create_token(actor=actor, secret=form.cleaned_data["secret"], device=device_of(request))
    context = {"form": form, "key": key, "token": Token.objects.filter(user=actor.member).first()}
    return render(request, "members/signing_in/api_token.html", context, status=400 if form.errors else 200)
