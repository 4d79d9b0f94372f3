"""The ASGI entry point, for tools that need one. Piêu is served over WSGI (docs/decisions/0001)."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
application = get_asgi_application()
