from rest_framework.routers import BaseRouter

from backend.ledger.api.viewsets import LogEntryViewSet, LogViewSet


def register(router: BaseRouter) -> None:
    router.register("log/entries", LogEntryViewSet, basename="log-entries")
    router.register("log", LogViewSet, basename="log")
