"""Typed reading of the environment. A wrong value stops the start with a sentence that says how to mend it."""

import os
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in {"", "0", "no", "false", "off"}:
        return default if value == "" else False
    if value in {"1", "yes", "true", "on"}:
        return True
    raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0.")


def number(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number.") from error


def choice(name: str, *values: str) -> str:
    """One of the values; the first when the variable is not set."""
    value = os.environ.get(name, "").strip() or values[0]
    if value not in values:
        raise ImproperlyConfigured(f"{name} is {value!r}; write {' or '.join(values)}.")
    return value


def names(name: str, default: str = "") -> list[str]:
    """A list written with commas between."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def web_address(name: str) -> str:
    """`http://host:port` or `https://user:password@host`, or nothing when the variable is not set."""
    url = os.environ.get(name, "").strip()
    try:
        parts = urlsplit(url)
        is_right = not url or (parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0)
    except ValueError:
        is_right = False
    if not is_right:
        raise ImproperlyConfigured(f"{name} must look like https://user:password@host:9200.")
    return url


def gateway(name: str, default: str) -> str:
    """An address that is called with HTTP, or `file`, or nothing."""
    value = os.environ.get(name, default)
    if value not in {"", "file"} and urlsplit(value).scheme not in {"http", "https"}:
        raise ImproperlyConfigured(f"{name} is {value!r}; write an address that begins with https://, or file.")
    return value


def postgres(name: str) -> dict[str, object] | None:
    """Django's settings for `postgres://user:password@host:port/database`, or None when the variable is not set."""
    url = os.environ.get(name, "")
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} must look like postgres://user:password@host:5432/database.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
