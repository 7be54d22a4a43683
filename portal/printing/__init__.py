"""Everything that is printed: one Typst template, plain data, one short-lived process, one tagged PDF.

Typst keeps what it has set in memory (hundreds of MB after a few documents), so it never runs in the serving process.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.apps import apps
from django.http import HttpResponse

from portal.printing.characters import printable

SECONDS = 60
CHILD = Path(__file__).with_name("child.py")


class PrintingFailed(RuntimeError):
    """The document could not be set; the message is Typst's own and holds no data of the document."""


def pdf(template: str, data: dict[str, Any], *, seconds: float = SECONDS) -> bytes:
    """Set `<app>/print/<name>.typ`, named as "app/name", with `data`, and return the PDF (PDF/UA-1, in Swedish).

    `data` is anything that JSON can hold. The template reads it with `#import "/portal/base.typ": data`; it reaches
    Typst as a string to be parsed, never as source, so no text in it can be markup. The same data gives the same bytes.
    Raises PrintingFailed when the template is faulty or takes longer than `seconds`.
    """
    return _order(template, data, "", seconds)


def ask(template: str, data: dict[str, Any], label: str, *, seconds: float = SECONDS) -> Any:
    """The value of the one metadata element with `label` in the document: what only the typesetter can know,
    as the height of a text. Otherwise as `pdf`."""
    return json.loads(_order(template, data, f"<{label}>", seconds))


def _order(template: str, data: dict[str, Any], query: str, seconds: float) -> bytes:
    with tempfile.TemporaryDirectory(prefix="print-") as root:
        _copy_templates(Path(root))
        text = json.dumps(printable(data), ensure_ascii=False)
        return _set({"root": root, "template": f"{root}/{template}.typ", "data": text, "query": query}, seconds)


def _copy_templates(root: Path) -> None:
    """Typst may read below its root only: the apps' print folders, and nothing else of the installation.

    Copied, since Typst looks through links before it compares with the root.
    """
    for config in apps.get_app_configs():
        folder = Path(config.path) / "print"
        if folder.is_dir():
            shutil.copytree(folder, root / Path(config.path).name)


def _set(order: dict[str, str], seconds: float) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - our own script
            [sys.executable, "-I", str(CHILD)],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PrintingFailed(f"Printing took longer than {seconds:g} seconds and was stopped.") from error
    if done.returncode:
        raise PrintingFailed(
            done.stderr.decode(errors="replace")[-1000:] or f"The typesetter ended with {done.returncode}."
        )
    return done.stdout


def download(content: bytes, filename: str) -> HttpResponse:
    """The PDF as a file to save. `filename` is shown in download lists, so it says nothing about a person."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{filename}"', "X-Content-Type-Options": "nosniff"},
    )
