from django.urls import path

from orders.complaints import views

urlpatterns = [
    path("khieu-nai/ve/<slug:what>/<slug:which>/", views.write, name="complain"),
    path("khieu-nai/viec/", views.inbox, name="complaints"),
    path("khieu-nai/viec/<int:pk>/", views.item, name="complaint-item"),
    path("khieu-nai/<uuid:ref>/", views.show, name="complaint"),
]
