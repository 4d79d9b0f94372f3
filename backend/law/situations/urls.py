from django.urls import path

from backend.law.situations import views

urlpatterns = [
    path("luat/", views.home, name="home"),
    path("luat/chu-de/<slug:topic_id>/", views.topic, name="topic"),
    path("luat/tinh-huong/<slug:slug>/", views.situation, name="situation"),
    path("luat/da-doc/", views.covered, name="covered"),
]
