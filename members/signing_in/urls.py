from django.urls import path
from django.views.generic import RedirectView

from members.signing_in.views import recovery, signing_in, tokens

urlpatterns = [
    path("doi-nguoi/", signing_in.switch_person, name="switch_person"),
    path("ai-dung-may/", signing_in.who, name="who"),
    path("ai-dung-may/bo/", signing_in.forget, name="forget_person"),
    path("lay-lai/", recovery.use_ticket, name="use_ticket"),
    path("toi/ma-phan-mem/", tokens.api_token, name="api_token"),
    # https://w3c.github.io/webappsec-change-password-url/
    path(".well-known/change-password", RedirectView.as_view(pattern_name="account_change_password")),
]
