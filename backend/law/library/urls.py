from django.urls import path

from backend.law.library import views

urlpatterns = [
    path("luat/van-ban/<slug:slug>/", views.document, name="document"),
    path("luat/van-ban/<slug:slug>/akn.xml", views.akn, name="akn"),
    path("luat/van-ban/<slug:slug>/dieu-<str:number>/", views.article, name="article"),
]
