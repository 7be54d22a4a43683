"""Starts one complete installation in one process: `python -m portal.launcher`, or `make run`.

Looks what is left to do (portal/readiness.py), lets a child process do it so that its memory is given back, and serves
(portal/serving.py). SIGTERM and Ctrl-C end it after the requests in work have been answered.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, NoReturn


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.exceptions import ImproperlyConfigured

    try:
        application = _prepared_application()
        _lock = hold_data_folder()
        _serve(application, os.environ.get("PORTAL_ADDRESS", "127.0.0.1:8000"))
    except ImproperlyConfigured as error:
        _stop(str(error))
    except KeyboardInterrupt:
        _stop("Stopped.")


def _prepared_application() -> Callable[..., Any]:
    import django
    from django.db import connection

    django.setup()
    from portal import readiness

    todo = readiness.left_to_do()
    connection.close()
    if todo:
        done = subprocess.run([sys.executable, "manage.py", "prepare"], cwd=_root(), check=False)
        if done.returncode:
            _stop("The installation could not be made ready; the reason stands above.")
        _read_names_of_static_files()
    # Only now: the application lists the static files when it is made.
    from portal.wsgi import application

    return application


def _read_names_of_static_files() -> None:
    """The check before preparing read the names of the old version's files; without this its style sheet is asked for."""
    from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage

    if isinstance(staticfiles_storage, ManifestFilesMixin):
        staticfiles_storage.hashed_files, staticfiles_storage.manifest_hash = staticfiles_storage.load_manifest()


def hold_data_folder(exclusive: bool = False) -> IO[str]:
    """Hold the data folder for as long as the returned file is open: servers share it, a restore wants it alone.

    Raises BlockingIOError when it is held otherwise.
    """
    from django.conf import settings

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = (settings.DATA_DIR / "in-use.lock").open("a")
    fcntl.flock(file, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    return file


def _serve(application: Callable[..., Any], address: str) -> None:
    from django.conf import settings

    from portal import serving

    if settings.SERVER == "granian":
        serving.by_granian(address, _greeting(address))
    else:
        serving.by_waitress(application, address, _greeting(address))


def _greeting(address: str) -> str:
    from django.conf import settings

    line = f"Metodpärmen answers on http://{address}/"
    if settings.DEMO:
        from portal.demo import PASSWORD

        line += f" – log in as sara, berit, rut, mona or another of the README's people, password {PASSWORD}"
    return line


def _root() -> Path:
    return Path(__file__).resolve().parent.parent


def _stop(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(0 if sentence == "Stopped." else 2)


if __name__ == "__main__":
    main()
