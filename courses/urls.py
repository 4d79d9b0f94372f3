"""Every address of courses, one file per trade; all under /hoc/ and one namespace, `courses:`."""

from courses.authoring import urls as authoring
from courses.classes import urls as classes
from courses.contests import urls as contests
from courses.credentials import urls as credentials
from courses.learning import urls as learning
from courses.live import urls as live
from courses.media import urls as media
from courses.meetings import urls as meetings
from courses.offline import urls as offline
from courses.packs import urls as packs
from courses.practice import urls as tasks
from courses.question_banks import urls as question_banks
from courses.quizzes import urls as quizzes
from courses.reports import urls as reports

app_name = "courses"

urlpatterns = [
    *media.urlpatterns,
    *authoring.urlpatterns,
    *offline.urlpatterns,
    *classes.urlpatterns,
    *meetings.urlpatterns,
    *packs.urlpatterns,
    *contests.urlpatterns,
    *credentials.urlpatterns,
    *reports.urlpatterns,
    *tasks.urlpatterns,
    *live.urlpatterns,
    *quizzes.urlpatterns,
    *question_banks.urlpatterns,
    # Last: /hoc/<course>/<lesson>/ would match the others.
    *learning.urlpatterns,
]
