"""Request identity and log line, content security policy, and no storing of what a logged-in person sees."""

import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.models import Site
from wagtail.views import serve

from portal.kept.content import remembered
from portal.logs import set_request_id

Handler = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger("portal.requests")

STRICT_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'; worker-src 'self'"
)
# Wagtail's editor has inline scripts and styles without nonces (date widgets, choosers); only it gets a looser one.
ADMIN_POLICY = STRICT_POLICY + "; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'"


class RequestLogMiddleware:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        set_request_id(uuid.uuid4().hex)
        started = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        logger.info(
            "request",
            extra={
                "route": (match.view_name or match.route) if match else "",
                "method": request.method,
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000, 1),
            },
        )
        return response


class RememberSiteMiddleware:
    """Wagtail asks for its site once in each request, and looks here first; it is content like any other."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_args: Any) -> None:
        if view is serve:
            key = ("site", request.get_host(), request.get_port())
            request._wagtail_site = remembered(key, lambda: Site.find_for_request(request))  # type: ignore[attr-defined]  # Wagtail's


class ContentSecurityPolicyMiddleware:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # The editor's preview carries Wagtail's accessibility checker, which is an inline script too.
        in_editor = request.path.startswith("/admin/") or getattr(request, "is_preview", False)
        policy = ADMIN_POLICY if in_editor else STRICT_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class NoStoreMiddleware:
    """What is shown to somebody who is logged in is never stored by a browser or a proxy.

    At logout the browser is told to forget what it kept on purpose too: the handbook for reading offline.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_logged_in = request.user.is_authenticated
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store, private"
        elif was_logged_in:
            response.headers["Clear-Site-Data"] = '"storage"'
        return response
