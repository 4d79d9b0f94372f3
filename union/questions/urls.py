from django.urls import path

from union.questions.views import asking, desk, own, public

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
    path("hoi-dap/rieng/<uuid:ref>/", own.question, name="question"),
]
