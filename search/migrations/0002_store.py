"""The store's own tables: an FTS5 table on SQLite, a tsvector with GIN on PostgreSQL, and the words of the index."""

from django.db import migrations

from search.stores import store_for


def create(apps, schema_editor):
    store_for(schema_editor.connection).create()


def drop(apps, schema_editor):
    store_for(schema_editor.connection).drop()


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
