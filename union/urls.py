"""Every address of union under one namespace, `union:`; one file per trade."""

from union.alarms import urls as alarms

app_name = "union"

urlpatterns = [*alarms.urlpatterns]
