"""The pages of the Union's own work."""

from union.roles.urls import urlpatterns as roles

app_name = "union"

urlpatterns = [*roles]
