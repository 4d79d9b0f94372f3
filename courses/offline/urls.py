from django.urls import path

from courses.offline.views import offline, offline_packs

urlpatterns = [
    path("tren-may/", offline.on_phone, name="on_phone"),
    path("tren-may/ma-pin/", offline.phone_pin, name="phone_pin"),
    path("dong-bo/", offline.sync, name="sync"),
    path("may/chia-khoa/", offline.device_key, name="device_key"),
    path("goi/<slug:slug>/<int:number>/", offline_packs.course_page, name="pack_course"),
    path("goi/<slug:slug>/<int:number>/noi-dung.json", offline_packs.content, name="pack_content"),
    path("goi/<slug:slug>/<int:number>/<slug:lesson_key>/", offline_packs.lesson_page, name="pack_lesson"),
    path("goi/<slug:slug>/<int:number>/<slug:lesson_key>/hoi/", offline_packs.ask_page, name="pack_ask"),
    path(
        "goi/<slug:slug>/<int:number>/<slug:lesson_key>/<slug:step_key>/lam-bai/",
        offline_packs.quiz_page,
        name="pack_quiz",
    ),
    path(
        "goi/<slug:slug>/<int:number>/<slug:lesson_key>/<slug:step_key>/lam-bai/goi.json",
        offline_packs.quiz_manifest,
        name="pack_quiz_manifest",
    ),
    path(
        "goi/<slug:slug>/<int:number>/<slug:lesson_key>/<slug:step_key>/nop-bai/",
        offline_packs.hand_in_page,
        name="pack_hand_in",
    ),
    path("<slug:slug>/goi.json", offline_packs.manifest, name="manifest"),
    path("<slug:slug>/cua-toi.json", offline.mine, name="mine"),
]
