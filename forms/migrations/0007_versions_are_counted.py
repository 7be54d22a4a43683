"""Nothing but a reason to migrate: after it the triggers are made that count new versions as changes of content."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("portal_forms", "0006_effects_of_other_apps")]
    operations: list[migrations.operations.base.Operation] = []
