"""URLs of lots, the diary, labels and what buyers write.

The codes themselves (/01/…, /P/…) are answered earlier, by traceability/middleware.py.
"""

from traceability.containers import urls as containers
from traceability.diary import urls as diary
from traceability.exports import urls as exports
from traceability.genealogy import urls as genealogy
from traceability.hosts import urls as hosts
from traceability.inquiries import urls as inquiries
from traceability.inspection import urls as inspection
from traceability.labels import urls as labels
from traceability.legal import urls as legal
from traceability.lots import urls as lots
from traceability.partners import urls as partners
from traceability.recalls import urls as recalls
from traceability.resolver import urls as resolver
from traceability.scans import urls as scans

app_name = "traceability"

urlpatterns = [
    *diary.urlpatterns,
    *lots.urlpatterns,
    *genealogy.urlpatterns,
    *containers.urlpatterns,
    *partners.urlpatterns,
    *labels.urlpatterns,
    *scans.urlpatterns,
    *resolver.urlpatterns,
    *recalls.urlpatterns,
    *legal.urlpatterns,
    *exports.urlpatterns,
    *hosts.urlpatterns,
    *inspection.urlpatterns,
    *inquiries.urlpatterns,
]
