from django.urls import path

from courses.views import quizzes

urlpatterns = [
    path("lam-bai/<slug:slug>/<slug:lesson_key>/<slug:step_key>/", quizzes.quiz, name="quiz"),
    path("bai-lam/<uuid:attempt_id>/", quizzes.result, name="quiz_result"),
    path("bai-lam/<uuid:attempt_id>/nop/", quizzes.hand_in, name="quiz_hand_in"),
    path("bai-lam/<uuid:attempt_id>/<int:number>/", quizzes.question, name="quiz_question"),
]
