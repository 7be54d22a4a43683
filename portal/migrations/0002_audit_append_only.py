from django.db import migrations

from portal.db.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]
    operations = [AppendOnly("portal_auditevent")]
