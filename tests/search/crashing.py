"""Settings of a process that dies in the middle: the test's own database and index."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["CRASHING_DATABASE"]
ELASTICSEARCH_URL = os.environ["ELASTICSEARCH_URL"]
ELASTICSEARCH_INDEX = os.environ["CRASHING_INDEX"]
