from django.conf import settings
from django.http import HttpRequest


def theme(request: HttpRequest) -> dict:
    """`DEMO`: whether this installation shows demo data, which every page then says."""
    return {"DEMO": settings.PIEU_DEMO}
