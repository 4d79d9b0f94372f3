from rest_framework.routers import BaseRouter

from backend.webhooks.api.viewsets import WebhookViewSet


def register(router: BaseRouter) -> None:
    router.register("webhooks", WebhookViewSet, basename="webhooks")
