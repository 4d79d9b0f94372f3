from rest_framework.routers import BaseRouter

from products.api.viewsets import CertificateViewSet, PhotoViewSet, ProducerViewSet, ProductViewSet


def register(router: BaseRouter) -> None:
    router.register("producers", ProducerViewSet, basename="producers")
    router.register("products", ProductViewSet, basename="products")
    router.register("photos", PhotoViewSet, basename="photos")
    router.register("certificates", CertificateViewSet, basename="certificates")
