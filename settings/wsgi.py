"""The WSGI application served by gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.production")

application = get_wsgi_application()
# What is loaded stays for the life of the process: the collector need not look at it again, which
# takes a tenth of a second each time, in the middle of some request.
gc.collect()
gc.freeze()
