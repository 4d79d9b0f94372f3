"""The pages of the Union's own work."""

from union.alarms.urls import urlpatterns as alarms
from union.desk.urls import urlpatterns as desk
from union.documents.urls import urlpatterns as documents
from union.issues.urls import urlpatterns as issues
from union.questions.urls import urlpatterns as questions
from union.reports.urls import urlpatterns as reports
from union.roles.urls import urlpatterns as roles

app_name = "union"

urlpatterns = [*alarms, *desk, *documents, *issues, *questions, *reports, *roles]
