from members.assist import urls as assist
from members.branches import urls as branches
from members.imports import urls as imports
from members.notices import urls as notices
from members.people import urls as people
from members.signing_in import urls as signing_in

app_name = "members"

urlpatterns = [
    *people.urlpatterns,
    *signing_in.urlpatterns,
    *notices.urlpatterns,
    *branches.urlpatterns,
    *imports.urlpatterns,
    *assist.urlpatterns,
]
