"""The WSGI entry point. gunicorn passes on the request target as sent (RAW_URI), which the origin pages need."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
application = get_wsgi_application()
