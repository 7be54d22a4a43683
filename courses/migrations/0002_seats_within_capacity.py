"""No seat above the capacity, and no capacity below a seat: kept by triggers, because a CHECK can't see two tables.

When a later migration makes one of the two tables anew on the embedded database, run `create_triggers` again in it.
"""

from typing import Any

from django.db import migrations

SQLITE = {
    "courses_seat_added": """
        BEFORE INSERT ON courses_registration
        WHEN NEW.seat > (SELECT capacity FROM courses_occasion WHERE id = NEW.occasion_id)
        BEGIN SELECT RAISE(ABORT, 'seat above capacity'); END""",
    "courses_seat_changed": """
        BEFORE UPDATE OF seat, occasion_id ON courses_registration
        WHEN NEW.seat > (SELECT capacity FROM courses_occasion WHERE id = NEW.occasion_id)
        BEGIN SELECT RAISE(ABORT, 'seat above capacity'); END""",
    "courses_capacity_lowered": """
        BEFORE UPDATE OF capacity ON courses_occasion
        WHEN NEW.capacity < (SELECT MAX(seat) FROM courses_registration WHERE occasion_id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'capacity below a seat'); END""",
}
# FOR SHARE makes a change of capacity wait for a seat that is being taken, and the reverse.
POSTGRES = """
CREATE OR REPLACE FUNCTION courses_check_seat() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE places integer;
BEGIN
    SELECT capacity INTO places FROM courses_occasion WHERE id = NEW.occasion_id FOR SHARE;
    IF NEW.seat > places THEN RAISE EXCEPTION 'seat above capacity' USING ERRCODE = 'check_violation'; END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION courses_check_capacity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.capacity < (SELECT MAX(seat) FROM courses_registration WHERE occasion_id = NEW.id) THEN
        RAISE EXCEPTION 'capacity below a seat' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER courses_seat_kept BEFORE INSERT OR UPDATE OF seat, occasion_id ON courses_registration
    FOR EACH ROW WHEN (NEW.seat IS NOT NULL) EXECUTE FUNCTION courses_check_seat();
CREATE TRIGGER courses_capacity_kept BEFORE UPDATE OF capacity ON courses_occasion
    FOR EACH ROW EXECUTE FUNCTION courses_check_capacity();
"""
POSTGRES_BACK = """
DROP TRIGGER IF EXISTS courses_seat_kept ON courses_registration;
DROP TRIGGER IF EXISTS courses_capacity_kept ON courses_occasion;
"""


def create_triggers(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRES, params=None)
        return
    for name, body in SQLITE.items():
        editor.execute(f"CREATE TRIGGER {name} {body}", params=None)


def drop_triggers(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRES_BACK, params=None)
        return
    for name in SQLITE:
        editor.execute(f"DROP TRIGGER IF EXISTS {name}", params=None)


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial")]
    operations = [migrations.RunPython(create_triggers, drop_triggers)]
