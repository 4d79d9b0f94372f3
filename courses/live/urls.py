from django.urls import path

from courses.live import views as live

urlpatterns = [
    path("live/", live.index, name="live"),
    path("live/<int:pk>/", live.kit, name="live_kit"),
    path("live/<int:pk>/loi/", live.own_words, name="live_words"),
    path("live/<int:pk>/nhac-loi/", live.prompter, name="live_prompter"),
    path("live/<int:pk>/bang-gia/", live.price_card, name="live_price_card"),
    path("live/man-hinh/<slug:slug>/", live.overlay, name="live_overlay"),
]
