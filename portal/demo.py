"""The people and units of the demo office. All are invented; the names say so where they can."""

from django.contrib.auth.models import Group
from django.db import transaction

from portal.models import Unit, User

PASSWORD = "lagenhet-till-alla"  # noqa: S105 - printed in the README; the command refuses to run outside the demo

UNITS = {"boende": "Boendeenheten", "vuxen": "Vuxenenheten", "barn": "Barn och ungdom", "metod": "Metodstöd"}

# username, first name, last name, unit, title, roles
PEOPLE = (
    ("berit", "Berit", "Bosamordnare", "boende", "Bosamordnare", ("Bosamordnare",)),
    ("sara", "Sara", "Socialsekreterare", "boende", "Socialsekreterare", ("Socialsekreterare",)),
    ("samir", "Samir", "Socialsekreterare", "vuxen", "Socialsekreterare", ("Socialsekreterare",)),
    ("bo", "Bo", "Boendestödjare", "boende", "Boendestödjare", ("Boendestödjare",)),
    ("anna", "Anna", "Assistent", "boende", "Behandlingsassistent", ("Behandlingsassistent",)),
    ("fatima", "Fatima", "Familjepedagog", "barn", "Familjepedagog", ("Familjepedagog",)),
    ("rut", "Rut", "Rådgivare", "boende", "Budget- och skuldrådgivare", ("Budget- och skuldrådgivare", "Handledare")),
    ("lotta", "Lotta", "Lots", "boende", "Boendelots", ("Boendelots",)),
    ("arvid", "Arvid", "Arbetsledare", "boende", "Arbetsledare", ("Arbetsledare",)),
    ("eva", "Eva", "Enhetschef", "boende", "Enhetschef", ("Enhetschef",)),
    ("hanna", "Hanna", "Handledare", None, "Extern handledare", ("Handledare",)),
    ("karin", "Karin", "Kursledare", "metod", "Kursledare", ("Kursledare",)),
    ("kim", "Kim", "Kursadministratör", "metod", "Kursadministratör", ("Kursadministratör",)),
    ("mona", "Mona", "Metodredaktör", "metod", "Metodredaktör", ("Metodredaktör",)),
    ("mats", "Mats", "Metodansvarig", "metod", "Metodansvarig", ("Metodansvarig",)),
    ("stig", "Stig", "Styrgrupp", None, "Avdelningschef", ("Styrgrupp",)),
    ("admin", "Ada", "Administratör", None, "Systemadministratör", ("Systemadministratör",)),
    ("dag", "Dag", "Dataskydd", None, "Dataskyddsombud", ("Dataskyddsombud",)),
    ("rolf", "Rolf", "Registrator", None, "Registrator", ("Registrator",)),
)


@transaction.atomic
def load() -> None:
    units = {key: Unit.objects.get_or_create(key=key, defaults={"name": name})[0] for key, name in UNITS.items()}
    for username, first, last, unit, title, roles in PEOPLE:
        if User.objects.filter(username=username).exists():
            continue
        user = User(username=username, first_name=first, last_name=last, title=title, unit=units.get(unit or ""))
        user.set_password(PASSWORD)
        user.save()
        user.groups.set(Group.objects.filter(name__in=roles))
    _set_managers()


def _set_managers() -> None:
    leader, head = User.objects.get(username="arvid"), User.objects.get(username="eva")
    team = User.objects.filter(unit__key="boende", manager=None).exclude(pk__in=[leader.pk, head.pk])
    team.update(manager=leader)
    User.objects.filter(pk=leader.pk, manager=None).update(manager=head)
