"""Pages of webhook endpoints and their deliveries."""

from django.urls import path

from backend.webhooks import views

app_name = "webhooks"

urlpatterns = [
    path("bao-tin/", views.endpoints_of_all, name="endpoints-of-all"),
    path("bao-tin/noi/<int:producer_id>/", views.endpoints, name="endpoints"),
    path("bao-tin/<int:pk>/", views.endpoint, name="endpoint"),
    path("bao-tin/<int:pk>/sua/", views.change, name="change"),
    path("bao-tin/<int:pk>/viec/<slug:what>/", views.handle, name="handle"),
    path("bao-tin/<int:pk>/tin/<int:delivery_id>/", views.delivery, name="delivery"),
    path("bao-tin/<int:pk>/tin/<int:delivery_id>/gui-lai/", views.replay, name="replay"),
]
