"""Every address of training, a file a noun; all under /hoc/ and one namespace, `courses:`."""

from courses.urls import (
    authoring,
    classes,
    contests,
    credentials,
    learning,
    live,
    media,
    offline,
    quizzes,
    reports,
    tasks,
)

app_name = "courses"

urlpatterns = [
    *media.urlpatterns,
    *authoring.urlpatterns,
    *offline.urlpatterns,
    *classes.urlpatterns,
    *contests.urlpatterns,
    *credentials.urlpatterns,
    *reports.urlpatterns,
    *tasks.urlpatterns,
    *live.urlpatterns,
    *quizzes.urlpatterns,
    # Last: /hoc/<course>/<lesson>/ would swallow the others.
    *learning.urlpatterns,
]
