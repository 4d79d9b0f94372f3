from django.conf import settings
from django.http import HttpRequest


def theme(request: HttpRequest) -> dict:
    """Add `DEMO`: whether this installation has demo data. Every page shows a note then."""
    return {"DEMO": settings.PIEU_DEMO}
