"""The product's settings with what a test run changes: where data lies, quick hashing, no manifest of static files."""

import os
import tempfile
from pathlib import Path

# What one run shares: the demo office that its tests copy.
RUN = Path(os.environ.setdefault("PORTAL_DATA", tempfile.mkdtemp(prefix="portal-test-")))
# Each worker is an installation of its own: the turns that are locks on files in the data folder (who prints, who
# delivers to Elasticsearch) are between the processes of one installation, and not between two tests.
if worker := os.environ.get("PYTEST_XDIST_WORKER", ""):
    RUN = RUN.parent if RUN.name == worker else RUN
    os.environ["PORTAL_DATA"] = str(RUN / worker)
os.environ.setdefault("PORTAL_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("PORTAL_DEMO", "1")

from portal.settings import *  # noqa: E402, F403
from portal.settings import DATABASES, STORAGES  # noqa: E402

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# Hashing with 19 MB a time would be most of the run's time; tests/portal/test_login.py uses the real hasher.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "portal.hashers.Argon2id19"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name} for name in ("default", "own")
}
DATABASES["default"]["CONN_MAX_AGE"] = 0
ELASTICSEARCH_URL = ""  # its own tests switch it on, each with an index of its own
# Tests send at once; tests/forms/test_limits.py turns the limits on.
FORMS_LEAST_SECONDS = 0
