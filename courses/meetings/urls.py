from django.urls import path

from courses.meetings import views as meetings

urlpatterns = [
    path("hop/", meetings.index, name="meetings"),
    path("hop/moi/", meetings.new, name="meeting_new"),
    path(
        "hop/san-sang/<int:branch_id>/<int:version_id>/<slug:lesson_key>/",
        meetings.ready,
        name="meeting_ready",
    ),
    path("hop/<uuid:pk>/bat-dau/", meetings.begin, name="meeting_begin"),
    path("hop/<uuid:pk>/", meetings.meeting, name="meeting"),
    path("hop/<uuid:pk>/co-mat/", meetings.present, name="meeting_present"),
    path("hop/<uuid:pk>/gio-tay/<str:step_key>/<str:question_key>/", meetings.hands, name="meeting_hands"),
    path("hop/<uuid:pk>/ket-thuc/", meetings.end, name="meeting_end"),
]
