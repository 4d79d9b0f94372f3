"""All URLs of products in one namespace, `products:`; one file per trade."""

from products.certificates import urls as certificates
from products.imports import urls as imports
from products.listing import urls as listing
from products.photos import urls as photos
from products.producers import urls as producers
from products.products import urls as products
from products.search import urls as search
from products.share import urls as share

app_name = "products"

urlpatterns = [
    *search.urlpatterns,
    *photos.urlpatterns,
    *share.urlpatterns,
    *producers.urlpatterns,
    *products.urlpatterns,
    *imports.urlpatterns,
    *certificates.urlpatterns,
    *listing.urlpatterns,
]
