"""People are found by two words of their name together too, so that a name that many share in part is found as fast."""

from django.db import migrations

from portal import identity

BATCH = 500


def add(apps, schema_editor):
    people = apps.get_model("caseload", "Person")._base_manager.exclude(name="")
    name_key = apps.get_model("caseload", "NameKey")
    waiting = []
    for key, name in people.values_list("pk", "name").iterator(chunk_size=BATCH):
        waiting += [name_key(person_id=key, digest=digest) for digest in sorted(identity.name_hashes(name))]
        if len(waiting) > BATCH:
            name_key.objects.bulk_create(waiting, ignore_conflicts=True)
            waiting = []
    name_key.objects.bulk_create(waiting, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("caseload", "0003_rights")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=True)]
