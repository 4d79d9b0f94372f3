from django.urls import path

from products.producers.views import producers as views
from products.producers.views import verification

urlpatterns = [
    path("san-xuat/", views.producers, name="producers"),
    path("san-xuat/moi/", views.new_producer, name="new_producer"),
    path("san-xuat/loi-moi/<int:pk>/", views.answer_invitation, name="answer_invitation"),
    path("san-xuat/<int:pk>/", views.producer, name="producer"),
    path("san-xuat/<int:pk>/sua/", views.edit_producer, name="edit_producer"),
    path("san-xuat/<int:pk>/chuyen/", views.story, name="story"),
    path("san-xuat/<int:pk>/anh/", views.portrait, name="portrait"),
    path("san-xuat/<int:pk>/moi-nguoi/", views.invite, name="invite"),
    path("san-xuat/<int:pk>/nguoi/<int:user_pk>/", views.person, name="person"),
    path("san-xuat/<int:pk>/nho-xac-minh/", verification.ask, name="ask_verification"),
    path("san-xuat/<int:pk>/xac-minh/", verification.verify, name="verify_producer"),
]
