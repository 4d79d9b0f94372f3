from django.urls import path

from courses.learning.views import learning, lesson_questions, preview

urlpatterns = [
    path("", learning.index, name="list"),
    path("soan/<slug:slug>/xem/", preview.course, name="preview"),
    path("soan/<slug:slug>/xem/<slug:lesson_key>/", preview.lesson, name="preview_lesson"),
    path("cau-hoi/", lesson_questions.inbox, name="inbox"),
    path("cau-hoi/<int:pk>/", lesson_questions.answer, name="answer"),
    path("<slug:slug>/", learning.course, name="course"),
    path("<slug:slug>/bat-dau/", learning.start, name="start"),
    path("<slug:slug>/<slug:lesson_key>/", learning.lesson, name="lesson"),
    path("<slug:slug>/<slug:lesson_key>/xong/", learning.step_done, name="step_done"),
    path("<slug:slug>/<slug:lesson_key>/hoi/", learning.ask, name="ask"),
]
