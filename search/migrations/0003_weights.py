"""SQLite keeps packed weights of the words beside FTS5. An index from before has none until it is written anew."""

from django.db import migrations

from search.stores import Weighs, store_for


def create(apps, schema_editor):
    store = store_for(schema_editor.connection)
    if isinstance(store, Weighs):
        store.weights.create()


class Migration(migrations.Migration):
    dependencies = [("search", "0002_store")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
