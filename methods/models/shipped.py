"""What came with the product and what the office has made its own: told apart by a hash of what was shipped."""

import hashlib
import json
import re
from typing import Any

from django.db import models

# Wagtail's editor adds these when a page is opened and saved; they are no change of what the page says.
EDITOR_TRACES = re.compile(r' data-block-key="[^"]*"')
SPACE_BETWEEN_TAGS = re.compile(r">\s+<")


class Shipped(models.Model):
    """Adds `shipped_hash`: the fingerprint of the content as the loader last wrote it; empty for the office's own."""

    shipped_fields: tuple[str, ...] = ()
    shipped_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True

    def fingerprint(self) -> str:
        content = {name: _plain(getattr(self, name)) for name in self.shipped_fields}
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    @property
    def is_as_shipped(self) -> bool:
        """False as soon as somebody of the office has written in it, and for what the office made itself."""
        return self.shipped_hash == self.fingerprint()


def _plain(value: Any) -> Any:
    """The content without the ids and keys that the editor gives to its parts."""
    if hasattr(value, "get_prep_value"):
        value = value.get_prep_value()
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items() if not (key == "id" and "type" in value)}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, str):
        return SPACE_BETWEEN_TAGS.sub("><", EDITOR_TRACES.sub("", value)).strip()
    return value if isinstance(value, int | None) else str(value)
