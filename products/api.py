from rest_framework.routers import BaseRouter

from products.certificates.api import CertificateViewSet
from products.imports.api import ProductImportViewSet
from products.photos.api import PhotoViewSet
from products.producers.api.invitations import InvitationViewSet
from products.producers.api.producers import ProducerViewSet
from products.products.api import ProductViewSet
from products.search.api import RankingViewSet


def register(router: BaseRouter) -> None:
    router.register("producers", ProducerViewSet, basename="producers")
    router.register("invitations", InvitationViewSet, basename="invitations")
    router.register("products", ProductViewSet, basename="products")
    router.register("product-imports", ProductImportViewSet, basename="product-imports")
    router.register("ranking", RankingViewSet, basename="ranking")
    router.register("photos", PhotoViewSet, basename="photos")
    router.register("certificates", CertificateViewSet, basename="certificates")
