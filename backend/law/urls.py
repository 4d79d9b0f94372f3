"""The pages of the law: by situation, the bulletins, the library, and leaflets."""

from backend.law.bulletins.urls import urlpatterns as bulletins
from backend.law.citing.urls import urlpatterns as citing
from backend.law.handbooks.urls import urlpatterns as handbooks
from backend.law.leaflets.urls import urlpatterns as leaflets
from backend.law.library.urls import urlpatterns as library
from backend.law.readings.urls import urlpatterns as readings
from backend.law.situations.urls import urlpatterns as situations

app_name = "law"

urlpatterns = [*situations, *bulletins, *handbooks, *leaflets, *readings, *library, *citing]
