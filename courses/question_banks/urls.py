from django.urls import path, re_path

from courses.question_banks.views import question_banks, question_edit

urlpatterns = [
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
