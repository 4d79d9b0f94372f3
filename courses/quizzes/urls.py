from django.urls import path

from courses.quizzes.views import grading, quizzes, try_question

urlpatterns = [
    path(
        "soan/<slug:slug>/xem/<slug:lesson_key>/<slug:step_key>/<int:number>/",
        try_question.try_question,
        name="try_question",
    ),
    path("lam-bai/<slug:slug>/<slug:lesson_key>/<slug:step_key>/", quizzes.quiz, name="quiz"),
    path("bai-lam/<uuid:attempt_id>/", quizzes.result, name="quiz_result"),
    path("bai-lam/<uuid:attempt_id>/nop/", quizzes.hand_in, name="quiz_hand_in"),
    path("bai-lam/<uuid:attempt_id>/<int:number>/", quizzes.question, name="quiz_question"),
    path("cham-bai/", grading.waiting, name="grading"),
    path("cham-bai/<uuid:attempt_id>/", grading.grade, name="grade"),
]
