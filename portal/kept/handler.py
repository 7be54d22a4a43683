"""Django's own handler with the store of kept pages before it."""

import gzip
import logging
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from portal.kept import ONLY_KEPT
from portal.kept.store import Store

logger = logging.getLogger("portal.requests")


class KeepingHandler(WSGIHandler):
    def __init__(self) -> None:
        super().__init__()
        self.store = Store()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        answer = None
        try:
            answer = self.store.find(environ)
        except Exception:
            # Whatever is wrong here, Django can still answer.
            logger.exception("The store of pages failed.")
        if answer is None:
            if ONLY_KEPT in environ:
                return None
            return super().__call__(environ, start_response)
        if logger.isEnabledFor(logging.INFO):
            logger.info("request", extra={"route": "kept", "method": "GET", "status": 200, "ms": 0})
        start_response("200 OK", answer.headers)
        return [answer.body]

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        moment = self.store.moment() if request.method == "GET" else None
        response = super().get_response(request)
        if moment is not None and isinstance(response, HttpResponse) and hasattr(response, "kept_state"):
            content = response.content
            if response.headers.get("Content-Encoding") == "gzip":
                content = gzip.decompress(content)
            self.store.keep(moment, request, response, content)
        return response
