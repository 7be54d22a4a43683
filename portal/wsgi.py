import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup(set_prefix=False)


def _application() -> WSGIHandler:
    if not settings.KEEP_PAGES:
        return WSGIHandler()
    from portal.kept.handler import KeepingHandler

    return KeepingHandler()


application = _application()
