"""Registers the administrator's list of occasions and the texts of messages in the editor."""

from wagtail.snippets.models import register_snippet

from courses.views.admin import MessageTextViewSet, OccasionViewSet

register_snippet(OccasionViewSet)
register_snippet(MessageTextViewSet)
