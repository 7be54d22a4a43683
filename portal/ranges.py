"""Parts of a file: a phone plays a film only where it can ask for a part of it, and jumping in it needs that everywhere."""

import re
from collections.abc import Callable, Iterator
from functools import wraps
from typing import IO, Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
CHUNK = 64 * 1024


def in_parts(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a view that answers with a file give the part that was asked for. Who may have it was decided by the view."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if not isinstance(response, FileResponse) or response.status_code != 200:
            return response
        response.headers["Accept-Ranges"] = "bytes"
        asked = RANGE.fullmatch(request.headers.get("Range", "")) if request.method == "GET" else None
        if asked is None or asked[0] == "bytes=-" or not _is_the_same(request, response):
            return response
        return _part(response, *_ends(asked, int(response.headers["Content-Length"])))

    return answer


def _is_the_same(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Who has a part already wants another of the same file, else the whole new one."""
    had = request.headers.get("If-Range")
    return had is None or had in {response.headers.get("ETag"), response.headers.get("Last-Modified")}


def _ends(asked: re.Match[str], size: int) -> tuple[int, int, int]:
    """First byte, the one after the last, and the size of the whole."""
    first, last = asked.groups()
    if not first:
        return max(size - int(last), 0), size, size
    return int(first), min(int(last) + 1, size) if last else size, size


def _part(whole: FileResponse, start: int, stop: int, size: int) -> HttpResponseBase:
    if start >= stop:
        whole.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    file = whole.file_to_stream
    if file is None:  # Django keeps what it streams there, when it is a file
        return whole
    file.seek(start)
    part = StreamingHttpResponse(_read(file, stop - start), status=206, headers=dict(whole.items()))
    part.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    part.headers["Content-Length"] = str(stop - start)
    part._resource_closers.append(whole.close)  # type: ignore[attr-defined]  # closes the file at the end
    return part


def _read(file: IO[bytes], left: int) -> Iterator[bytes]:
    while left > 0 and (chunk := file.read(min(CHUNK, left))):
        left -= len(chunk)
        yield chunk
