from django.urls import path

from courses.contests.views import desk, entries, public, rounds

urlpatterns = [
    path("thi/", public.index, name="contests"),
    path("thi/cua-toi/", entries.mine, name="contest_mine"),
    path("thi/bai/<uuid:entry_id>/", entries.entry, name="contest_entry"),
    path("thi/bai/<uuid:entry_id>/nop/", entries.hand_in, name="contest_hand_in"),
    path("thi/quan-ly/", desk.index, name="contest_desk"),
    path("thi/quan-ly/moi/", desk.new, name="contest_new"),
    path("thi/quan-ly/<slug:slug>/", desk.contest, name="contest_manage"),
    path("thi/quan-ly/<slug:slug>/sua/", desk.edit, name="contest_edit"),
    path("thi/quan-ly/<slug:slug>/mo/", desk.announce, name="contest_announce"),
    path("thi/quan-ly/<slug:slug>/vong-moi/", desk.new_round, name="contest_new_round"),
    path("thi/quan-ly/<slug:slug>/<int:number>/", rounds.manage, name="contest_round_manage"),
    path("thi/quan-ly/<slug:slug>/<int:number>/sua/", rounds.edit, name="contest_round_edit"),
    path("thi/quan-ly/<slug:slug>/<int:number>/cau-hoi/", rounds.question, name="contest_question_new"),
    path(
        "thi/quan-ly/<slug:slug>/<int:number>/cau-hoi/<slug:key>/", rounds.question, name="contest_question"
    ),
    path("thi/quan-ly/<slug:slug>/<int:number>/nhap/", rounds.take_in, name="contest_questions_import"),
    path("thi/quan-ly/<slug:slug>/<int:number>/chot/", rounds.commit, name="contest_commit"),
    path("thi/quan-ly/<slug:slug>/<int:number>/rut/", rounds.withdraw, name="contest_withdraw"),
    path("thi/quan-ly/<slug:slug>/<int:number>/dong/", rounds.end, name="contest_end"),
    path("thi/quan-ly/<slug:slug>/<int:number>/cong-bo/", rounds.publish, name="contest_publish"),
    path(
        "thi/quan-ly/<slug:slug>/<int:number>/loai/<uuid:entry_id>/",
        rounds.leave_out,
        name="contest_disqualify",
    ),
    path("thi/quan-ly/<slug:slug>/<int:number>/tep.<slug:kind>", rounds.export, name="contest_export"),
    path("thi/<slug:slug>/", public.contest, name="contest"),
    path("thi/<slug:slug>/<int:number>/", public.round_page, name="contest_round"),
    path("thi/<slug:slug>/<int:number>/bat-dau/", entries.start, name="contest_start"),
    path("thi/<slug:slug>/<int:number>/ket-qua/", public.results, name="contest_results"),
    path("thi/<slug:slug>/<int:number>/de.json", public.paper, name="contest_paper"),
    path(
        "thi/<slug:slug>/<int:number>/de-da-rut/<slug:commitment>.json",
        public.paper,
        name="contest_old_paper",
    ),
    path("thi/<slug:slug>/<int:number>/ket-qua.json", public.result_list, name="contest_list"),
]
