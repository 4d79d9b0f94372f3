from django.urls import path

from union.questions.views import asking, desk, own, papers, public

urlpatterns = [
    path("hoi-dap/", public.questions, name="questions"),
    path("hoi-dap/tin.atom", public.AnswersFeed(), name="questions_feed"),
    path("hoi-dap/<int:pk>/", public.public_answer, name="public_answer"),
    path("hoi-dap/hoi/", asking.ask, name="ask"),
    path("hoi-dap/hoi/ma/", asking.code, name="ask_code"),
    path("hoi-dap/hoi/ma-moi/", asking.another_code, name="ask_another_code"),
    path("hoi-dap/cua-toi/", own.own_questions, name="own_questions"),
    path("hoi-dap/viec/", desk.question_desk, name="question_desk"),
    path("hoi-dap/viec/<int:pk>/", desk.handle_question, name="handle_question"),
    path("hoi-dap/viec/<int:pk>/tra-loi/", desk.answer_question, name="answer_question"),
    path("hoi-dap/viec/<int:pk>/dang/", public.publish, name="publish_answer"),
    path("hoi-dap/viec/<int:pk>/giong/", papers.voice, name="question_voice"),
    path("hoi-dap/viec/<int:pk>/da-nghe/", papers.hear, name="hear_question"),
    path("hoi-dap/viec/ghi-ho/", papers.take_down, name="take_down_question"),
    path("hoi-dap/viec/so-lieu/", papers.figures, name="question_figures"),
    path("hoi-dap/viec/so-lieu/<slug:topic>.toml", papers.draft, name="draft_situation"),
    path("hoi-dap/phieu/", papers.paper_form, name="question_paper"),
    path("hoi-dap/tro-giup-phap-ly/", papers.check_legal_aid, name="legal_aid"),
    path("hoi-dap/rieng/<uuid:ref>/", own.question, name="question"),
]
