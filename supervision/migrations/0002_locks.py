from django.db import migrations

from portal.db.append_only import AppendOnly
from supervision.locking import LockedWhenSigned

SESSION = "supervision_supervisionsession"


class Migration(migrations.Migration):
    dependencies = [("supervision", "0001_initial")]
    operations = [
        LockedWhenSigned(SESSION),
        LockedWhenSigned(f"{SESSION}_participants", "supervisionsession_id"),
        LockedWhenSigned(f"{SESSION}_themes", "supervisionsession_id"),
        LockedWhenSigned(f"{SESSION}_closes_agreements", "supervisionsession_id"),
        LockedWhenSigned(f"{SESSION}_closes_questions", "supervisionsession_id"),
        LockedWhenSigned("supervision_agreement", "session_id"),
        LockedWhenSigned("supervision_chaptermention", "session_id"),
        AppendOnly("supervision_addition"),
        AppendOnly("supervision_agreementchange"),
        AppendOnly("supervision_questionevent"),
        AppendOnly("supervision_identityconfirmation"),
    ]
