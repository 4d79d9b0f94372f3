from rest_framework.routers import BaseRouter

from products.api.viewsets.certificates import CertificateViewSet
from products.api.viewsets.imports import ProductImportViewSet
from products.api.viewsets.invitations import InvitationViewSet
from products.api.viewsets.photos import PhotoViewSet
from products.api.viewsets.producers import ProducerViewSet
from products.api.viewsets.products import ProductViewSet
from products.api.viewsets.ranking import RankingViewSet


def register(router: BaseRouter) -> None:
    router.register("producers", ProducerViewSet, basename="producers")
    router.register("invitations", InvitationViewSet, basename="invitations")
    router.register("products", ProductViewSet, basename="products")
    router.register("product-imports", ProductImportViewSet, basename="product-imports")
    router.register("ranking", RankingViewSet, basename="ranking")
    router.register("photos", PhotoViewSet, basename="photos")
    router.register("certificates", CertificateViewSet, basename="certificates")
