from django.urls import path

from courses.media.views import media

urlpatterns = [
    path("tep/<uuid:asset_id>/<str:file>", media.media_file, name="media"),
]
