"""Register products in the site's slots, tabs, offline pages, clock and registries; one file per trade."""

from products import own_records
from products.certificates import registration as certificates
from products.imports import registration as imports
from products.listing import registration as listing
from products.photos import registration as photos
from products.producers import registration as producers
from products.products import registration as products
from products.search import registration as search


def register() -> None:
    """Call `register` of each trade of products, and register the app's tables of personal rows.

    Called once, when Django starts.
    """
    for trade in (products, certificates, listing, producers, search, imports, photos):
        trade.register()
    own_records.register()
