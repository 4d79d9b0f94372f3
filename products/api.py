"""Every viewset of products, one file per trade."""

from rest_framework.routers import BaseRouter

from products.certificates import api as certificates
from products.imports import api as imports
from products.photos import api as photos
from products.producers.api import invitations, producers
from products.products import api as products
from products.search import api as ranking


def register(router: BaseRouter) -> None:
    producers.register(router)
    invitations.register(router)
    products.register(router)
    imports.register(router)
    ranking.register(router)
    photos.register(router)
    certificates.register(router)
