"""The pages of the law: by situation, and the library."""

from backend.law.citing.urls import urlpatterns as citing
from backend.law.library.urls import urlpatterns as library
from backend.law.readings.urls import urlpatterns as readings
from backend.law.situations.urls import urlpatterns as situations

app_name = "law"

urlpatterns = [*situations, *readings, *library, *citing]
