"""The WSGI door; gunicorn hands on the request target as it was sent (RAW_URI), which the origin pages rely on."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
application = get_wsgi_application()
