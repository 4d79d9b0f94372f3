from django.conf import settings
from django.http import HttpRequest


def theme(request: HttpRequest) -> dict:
    """Add `DEMO` to every template: True if this installation has demo data, which every page then states."""
    return {"DEMO": settings.PIEU_DEMO}
