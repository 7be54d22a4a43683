"""Dates, numbers and money as Swedish readers expect them: 2026-07-06, 6 juli 2026, kl. 13.15, 1 280 kronor, 10,6."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

register = template.Library()
HARD_SPACE = "\u00a0"


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def datum(value: date | datetime | None) -> str:
    """2026-07-06, for tables and forms."""
    return f"{_local(value):%Y-%m-%d}" if value else ""


@register.filter
def langdatum(value: date | datetime | None) -> str:
    """6 juli 2026, for running text."""
    return _day(_local(value), "j F Y") if value else ""


@register.filter
def veckodag(value: date | datetime | None) -> str:
    """måndag 6 juli."""
    return _day(_local(value), "l j F") if value else ""


def _day(value: date | datetime, pattern: str) -> str:
    return _in_words(value.year, value.month, value.day, pattern, get_language() or "")


@lru_cache(maxsize=1024)
def _in_words(year: int, month: int, day: int, pattern: str, language: str) -> str:
    """Kept: a list of dates names the same few days again and again. The language is the one that is in force."""
    return date_format(date(year, month, day), pattern)


@register.filter
def klockan(value: datetime | None) -> str:
    """kl. 13.15."""
    return f"kl.{HARD_SPACE}{_local(value):%H.%M}" if value else ""


@register.filter
def vecka(value: date | datetime | None) -> str:
    """vecka 28, by ISO 8601."""
    return f"vecka{HARD_SPACE}{_local(value).isocalendar().week}" if value else ""


@register.filter
def tal(value: int | float | Decimal | None, decimals: int = 0) -> str:
    """1 280 or 10,6: hard space between thousands, comma before decimals, a real minus sign."""
    if value is None:
        return ""
    text = f"{value:,.{decimals}f}".replace(",", HARD_SPACE).replace(".", ",")
    return text.replace("-", "−")


@register.filter
def kronor(value: int | float | Decimal | None) -> str:
    """1 280 kronor; öre only when there are any."""
    if value is None or value == "":
        return ""
    amount = Decimal(value)
    return f"{tal(amount, 0 if amount == amount.to_integral() else 2)}{HARD_SPACE}kronor"


@register.filter
def procent(value: float | Decimal | None) -> str:
    """35,2 % from 0.352."""
    return "" if value is None else f"{tal(value * 100, 1)}{HARD_SPACE}%"


@register.filter
def timmar(value: timedelta | None) -> str:
    """1 tim 30 min."""
    if value is None:
        return ""
    hours, minutes = divmod(int(value.total_seconds() // 60), 60)
    parts = [
        f"{tal(hours)}{HARD_SPACE}tim" if hours else "",
        f"{minutes}{HARD_SPACE}min" if minutes or not hours else "",
    ]
    return " ".join(part for part in parts if part)
