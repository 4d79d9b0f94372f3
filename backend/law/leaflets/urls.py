from django.urls import path

from backend.law.leaflets import views

urlpatterns = [
    path("luat/tinh-huong/<slug:slug>/to-gap.pdf", views.situation, name="situation_leaflet"),
    path("luat/van-ban/<slug:slug>/dieu-<str:number>/to-gap.pdf", views.article, name="article_leaflet"),
]
