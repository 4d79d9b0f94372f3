"""The pages of the Union's own work."""

from union.issues.urls import urlpatterns as issues
from union.roles.urls import urlpatterns as roles

app_name = "union"

urlpatterns = [*issues, *roles]
