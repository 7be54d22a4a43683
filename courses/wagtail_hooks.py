"""Registers the administrator's list of occasions in the editor."""

from wagtail.snippets.models import register_snippet

from courses.views.admin import OccasionViewSet

register_snippet(OccasionViewSet)
