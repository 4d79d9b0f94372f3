"""The WSGI entry point. gunicorn passes the request target on as sent (RAW_URI), which origin pages need."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
application = get_wsgi_application()
