from django.urls import path

from courses.packs import views as packs

urlpatterns = [
    path("goi/", packs.index, name="packs"),
    path("goi/nhan/", packs.take_in, name="pack_take_in"),
    path("goi/<slug:slug>-<int:number>.pieu", packs.pack, name="pack"),
]
