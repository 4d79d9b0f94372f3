"""The pages of the law: by situation, the bulletins, and the library."""

from backend.law.bulletins.urls import urlpatterns as bulletins
from backend.law.citing.urls import urlpatterns as citing
from backend.law.library.urls import urlpatterns as library
from backend.law.readings.urls import urlpatterns as readings
from backend.law.situations.urls import urlpatterns as situations

app_name = "law"

urlpatterns = [*situations, *bulletins, *readings, *library, *citing]
