"""The web server's door: `gunicorn tracker.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

from tracker.web.database import limit_statements

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
limit_statements()
application = get_wsgi_application()

from tracker.reporting.kept import keep  # noqa: E402 (models come with the application)

keep()
