"""The WSGI entry point. gunicorn passes the request target on as sent (RAW_URI), which origin pages need.

Only a web server imports it, so here long statements get their limit.
"""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from backend.common.outages import end_long_statements

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
application = get_wsgi_application()
end_long_statements(settings.WEB_STATEMENT_SECONDS)
