from django.urls import path

from traceability.hosts import views as hosts

urlpatterns = [
    path("dia-chi-tem/", hosts.index, name="hosts"),
    path("dia-chi-tem/<int:pk>/bo/", hosts.remove, name="remove-host"),
]
