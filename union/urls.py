"""The pages of the Union's own work, one file per trade."""

from union.alarms.urls import urlpatterns as alarms
from union.questions.urls import urlpatterns as questions
from union.roles.urls import urlpatterns as roles

app_name = "union"

urlpatterns = [*roles, *alarms, *questions]
