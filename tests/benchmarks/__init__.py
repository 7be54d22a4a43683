"""Programs, not tests: `make bench` and `make soak`. They run the product with its own settings, as an office does (the
tests' settings open a connection for each request and look for static files anew), on data of their own."""

import os
import tempfile

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("PORTAL_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("PORTAL_DEMO", "1")
if "PORTAL_DATA" not in os.environ:
    _folder = tempfile.TemporaryDirectory(prefix="portal-bench-")  # gone with the process that made it
    os.environ["PORTAL_DATA"] = _folder.name
django.setup()
