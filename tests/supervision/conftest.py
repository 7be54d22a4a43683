from datetime import time, timedelta

import pytest
from django.utils import timezone

from supervision import actions
from supervision.content import themes
from supervision.models import Group


@pytest.fixture
def group(person, units):
    """Rut leads Bo and Anna."""
    themes.load()
    made = Group(
        name="Pärmgruppen", unit=units["boende"], parties="Alla", purpose="Lära", usual_start=time(13), usual_end=time(14),
        secrecy="Stannar här", documented="Teman", evaluation="I vår", starts_on=timezone.localdate() - timedelta(days=90),
    )  # fmt: skip
    return actions.set_up_group(
        group=made, supervisors=[person("rut")], members=[person("bo"), person("anna")], by=person("arvid")
    )
