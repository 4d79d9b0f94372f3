from django.urls import path

from courses.practice.views import hand_ins, hand_ins_review

urlpatterns = [
    path("bai-nop/", hand_ins_review.reviews, name="reviews"),
    path("bai-nop/<uuid:pk>/", hand_ins_review.review, name="review"),
    path("bai-nop/<uuid:pk>/rut/", hand_ins.withdraw, name="withdraw"),
    path("viec-that/<slug:slug>/<slug:lesson_key>/<slug:step_key>/", hand_ins.hand_in, name="hand_in"),
]
