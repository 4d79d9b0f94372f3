from django.urls import path, re_path

from courses.quizzes.views import grading, question_banks, question_edit, quizzes, try_question

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
    path("ngan-hang/", question_banks.banks, name="banks"),
    path("ngan-hang/mau-cau-hoi.xlsx", question_banks.excel_form, name="excel_form"),
    path("ngan-hang/<int:bank_id>/", question_banks.bank, name="bank"),
    path("ngan-hang/<int:bank_id>/moi/<slug:kind>/", question_edit.new_question, name="question_new"),
    path("ngan-hang/<int:bank_id>/sap-xep/", question_banks.arrange, name="questions_arrange"),
    path("ngan-hang/<int:bank_id>/nhap/", question_banks.import_file, name="questions_import"),
    re_path(
        r"^ngan-hang/(?P<bank_id>[0-9]{1,9})/cau-hoi\.(?P<ending>gift|xlsx)$",
        question_banks.export,
        name="questions_export",
    ),
    path("ngan-hang/<int:bank_id>/<int:question_id>/", question_edit.edit_question, name="question_edit"),
    path(
        "ngan-hang/<int:bank_id>/<int:question_id>/bo-tieng/",
        question_edit.voice_off,
        name="question_voice_off",
    ),
    path("ngan-hang/<int:bank_id>/<int:question_id>/cat/", question_banks.put_away, name="question_put_away"),
    path("bai-hoi/<int:step_id>/", question_banks.quiz_settings, name="quiz_settings"),
]
