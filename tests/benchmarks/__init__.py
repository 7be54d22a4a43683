"""Programs, not tests: `make bench` and `make soak`. They know the product's settings, for the demo's password."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()
