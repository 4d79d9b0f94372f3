"""The pages of the Union's own work."""

from union.reports.urls import urlpatterns as reports
from union.roles.urls import urlpatterns as roles

app_name = "union"

urlpatterns = [*roles, *reports]
