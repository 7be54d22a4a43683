"""Which place this browser has made or given the code for.

Somebody who is logged in has it in their session, which ends with the logout. Everybody else has a signed cookie, so
that a registration writes no session: nothing is kept of who looks at their place, and the cookie ends like a session.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from courses.models import Registration

HELD = "course_registration"
COOKIE = "__Host-place" if settings.SECURE_COOKIES else "place"
SALT = "courses.place"


def remember(request: HttpRequest, response: HttpResponseBase, registration: Registration) -> HttpResponseBase:
    """Let the browser come back to the place for two hours, or until it is closed."""
    if request.user.is_authenticated:
        request.session[HELD] = registration.pk
    else:
        response.set_signed_cookie(
            COOKIE, str(registration.pk), salt=SALT, httponly=True, samesite="Lax", secure=settings.SECURE_COOKIES
        )
    return response


def forget(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    request.session.pop(HELD, None)
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def held_registration(request: HttpRequest) -> Registration | None:
    """The one that this browser has made or given the code for."""
    pk = _held(request)
    if pk is None:
        return None
    registrations = Registration.objects.select_related("occasion__course").prefetch_related(
        "occasion__sessions", "attendances"
    )
    return registrations.filter(pk=pk, user=None).first()


def _held(request: HttpRequest) -> Any:
    if request.user.is_authenticated:
        return request.session.get(HELD)
    return request.get_signed_cookie(COOKIE, None, salt=SALT, max_age=settings.SESSION_COOKIE_AGE)
