"""Files that are sent with a form: looked at before they are kept, and never trusted by name.

A file is kept (staged) as soon as it is right, so that a fault elsewhere in the form does not lose it. It becomes part
of the submission when that is stored; what is never sent is cleared away after a day or with its draft.
"""

import hashlib
import io
import re
import secrets
import uuid
import warnings

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from forms import scanner
from forms.files import MOST_FILES, TOKENS
from forms.models import FormVersion, Upload

MOST_PIXELS = 50_000_000
# By content: what it begins with, what the file may be called, and how it is served.
KINDS = (
    ("application/pdf", (".pdf",), (b"%PDF-",)),
    ("image/jpeg", (".jpg", ".jpeg"), (b"\xff\xd8\xff",)),
    ("image/png", (".png",), (b"\x89PNG\r\n\x1a\n",)),
    ("image/webp", (".webp",), (b"RIFF",)),
)
IMAGES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
ALLOWED = "Filen måste vara en PDF eller en bild (JPG, PNG eller WebP)."


def stage(request: HttpRequest, version: FormVersion, key: uuid.UUID) -> tuple[QueryDict, dict[str, str]]:
    """Keep the right ones of the files that came with the request.

    Returns what was posted with the files' tokens in it, and a sentence for each question whose file was refused.
    """
    post, faults = request.POST.copy(), dict[str, str]()
    for question in (each for each in version.read().questions if each.type == "file"):
        for file in request.FILES.getlist(question.key):
            try:
                upload = keep(file, key=key, question=question.key)
            except ValidationError as error:
                faults[question.key] = f"{_tidy(file.name)}: {error.messages[0]}"
            else:
                post.appendlist(TOKENS.format(question.key), upload.token)
    return post, faults


@transaction.atomic
def keep(file: UploadedFile, *, key: uuid.UUID, question: str) -> Upload:
    """Stage one file. Raises ValidationError with a Swedish sentence when it is not one that may be sent."""
    if Upload.objects.staged(key).count() >= MOST_FILES * 2:
        raise ValidationError("Det är för många filer.")
    if not file.size:
        raise ValidationError("Filen är tom.")
    if file.size > settings.UPLOAD_MAX_MB * 1024 * 1024:
        raise ValidationError(f"Filen är för stor. Den får vara högst {settings.UPLOAD_MAX_MB} MB.")
    data = file.read()
    kind, suffixes = _kind_of(data)
    if kind in IMAGES:
        _look_at_image(data, IMAGES[kind])
    scanner.check(data)
    return Upload.objects.create(
        token=secrets.token_urlsafe(32),
        key=key,
        question=question,
        name=_name(file.name, suffixes),
        content_type=kind,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        data=data,
        uploaded_at=timezone.now(),
    )


def _kind_of(data: bytes) -> tuple[str, tuple[str, ...]]:
    for kind, suffixes, beginnings in KINDS:
        if data.startswith(beginnings) and (kind != "image/webp" or data[8:12] == b"WEBP"):
            return kind, suffixes
    raise ValidationError(ALLOWED)


def _look_at_image(data: bytes, expected: str) -> None:
    """Only what Pillow can read as the kind that it says it is, and not more pixels than anybody needs."""
    from PIL import Image, UnidentifiedImageError

    too_large = ValidationError("Bilden är för stor. Förminska den och försök igen.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[expected]) as image:
                width, height = image.size
                if width * height > MOST_PIXELS:
                    raise too_large
                image.verify()
    except Image.DecompressionBombError as error:
        raise too_large from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError("Bilden går inte att läsa. Spara om den och försök igen.") from error


def _name(name: str | None, suffixes: tuple[str, ...]) -> str:
    """The file's name as text to show: no path, no control characters, and the ending that its content has."""
    stem = _tidy(name)
    ending = next((suffix for suffix in suffixes if stem.lower().endswith(suffix)), "")
    return (stem if ending else stem.rsplit(".", 1)[0][:130] + suffixes[0])[-150:]


def _tidy(name: str | None) -> str:
    base = re.split(r"[/\\]", name or "")[-1]
    return re.sub(r"[^\w .,()åäöÅÄÖ+-]", "_", base).strip(" .")[:120] or "fil"
