from django.urls import path

from traceability.partners import views as partners

urlpatterns = [
    path("doi-tac/", partners.partners, name="partners"),
    path("doi-tac/<int:grant_id>/thoi/", partners.end, name="end-grant"),
]
