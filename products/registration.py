"""Register products in the site's slots, tabs, offline pages, clock and registries; one file per trade."""

from products.certificates import registration as certificates
from products.imports import registration as imports
from products.legal import registration as legal
from products.listing import registration as listing
from products.own_data import registration as own_data
from products.photos import registration as photos
from products.producers import registration as producers
from products.products import registration as products
from products.search import registration as search


def register() -> None:
    """Call `register` of each trade of products. Called once, when Django starts."""
    for trade in (products, certificates, legal, listing, producers, search, imports, photos, own_data):
        trade.register()
