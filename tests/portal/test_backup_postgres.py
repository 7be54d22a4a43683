"""The same promises on PostgreSQL, where the database travels as a dump inside the encrypted file."""

import pytest
from django.core.management import CommandError, call_command

from portal import backups
from portal.models import Unit

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    (settings.DATA_DIR / "media").mkdir(parents=True)
    (settings.DATA_DIR / "media" / "blad.txt").write_text("kassakalender")


def test_what_was_there_comes_back(tmp_path, settings):
    Unit.objects.create(key="boende", name="Boendeenheten")
    backup = backups.make(tmp_path / "backups")
    Unit.objects.update(name="Fel namn")
    (settings.DATA_DIR / "media" / "blad.txt").unlink()

    call_command("restore", str(backup))

    assert Unit.objects.get().name == "Boendeenheten"
    assert (settings.DATA_DIR / "media" / "blad.txt").read_text() == "kassakalender"


def test_a_drill_restores_into_another_database(tmp_path, capsys):
    Unit.objects.create(key="boende", name="Boendeenheten")
    backup = backups.make(tmp_path / "backups")
    Unit.objects.update(name="Senare")

    call_command("restore", "--drill", str(backup))

    assert "The audit log holds." in capsys.readouterr().out
    assert Unit.objects.get().name == "Senare"


def test_a_damaged_backup_leaves_the_database_as_it_is(tmp_path):
    Unit.objects.create(key="boende", name="Boendeenheten")
    backup = backups.make(tmp_path / "backups")
    Unit.objects.update(name="Senare")
    files = backup / "files.sqlite3"
    files.write_bytes(files.read_bytes()[:-1024])

    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("restore", str(backup))
    assert Unit.objects.get().name == "Senare"


def test_the_dump_does_not_lie_readable_in_the_backup(tmp_path):
    backup = backups.make(tmp_path / "backups")

    assert sorted(path.name for path in backup.iterdir()) == ["files.sqlite3", "manifest.json"]
    assert b"PGDMP" not in (backup / "files.sqlite3").read_bytes()
