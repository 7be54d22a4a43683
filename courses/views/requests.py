from django.http import HttpRequest, QueryDict

from portal.models import User


class StaffRequest(HttpRequest):
    """A request behind `permission_required`, so that somebody is logged in."""

    user: User


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty answer is an answer too."""
    return request.POST if request.method == "POST" else None
