from django.http import HttpRequest

from portal.models import User


class StaffRequest(HttpRequest):
    """A request behind `permission_required`, so that somebody is logged in."""

    user: User
