"""The triggers of 0002 again, and that a guest of one session and the series never have the same seat.

When a later migration makes one of these tables anew on the embedded database, run `drop_triggers` before and
`create_triggers` after it.
"""

from pathlib import Path
from typing import Any

from django.db import migrations

FOLDER = Path(__file__).with_name("sql")
SQLITE = ("courses_seat_added", "courses_seat_changed", "courses_capacity_lowered", "courses_guest_added",
          "courses_guest_changed")  # fmt: skip


def create_triggers(apps: Any, editor: Any) -> None:
    drop_triggers(apps, editor)
    kind = "postgresql" if editor.connection.vendor == "postgresql" else "sqlite"
    for statement in (FOLDER / f"seats.{kind}.sql").read_text().split("\n\n"):
        editor.execute(statement, params=None)


def drop_triggers(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute((FOLDER / "seats.drop.sql").read_text(), params=None)
        return
    for name in SQLITE:
        editor.execute(f"DROP TRIGGER IF EXISTS {name}", params=None)


class Migration(migrations.Migration):
    dependencies = [("courses", "0003_series_offers_messages")]
    operations = [migrations.RunPython(create_triggers, drop_triggers)]
