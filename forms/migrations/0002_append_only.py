from django.db import migrations

from portal.db.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("portal_forms", "0001_initial")]
    operations = [AppendOnly("portal_forms_formversion"), AppendOnly("portal_forms_submission")]
