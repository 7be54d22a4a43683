"""The command that makes the first administrator."""

import io

import pytest
from django.core.management import CommandError, call_command

from portal.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(monkeypatch):
    def type_password(password):
        monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))

    return type_password


def test_an_administrator_may_manage_users_and_see_no_case(typed):
    typed("en lång mening att minnas")
    call_command("add_staff", "ada", "Ada", "Administratör", "--role", "Systemadministratör")

    user = User.objects.get(username="ada")
    assert user.check_password("en lång mening att minnas")
    assert user.may("portal.manage_users") and not user.may("caseload.read_assigned_cases")


@pytest.mark.parametrize(
    ("password", "role", "sentence"),
    [
        ("kort", "Systemadministratör", "minst 12 tecken"),
        ("en lång mening att minnas", "Chef över allt", "Give one or more of these"),
    ],
)
def test_a_bad_password_or_role_makes_nothing(typed, password, role, sentence):
    typed(password)

    with pytest.raises(CommandError, match=sentence):
        call_command("add_staff", "ada", "Ada", "Administratör", "--role", role)
    assert not User.objects.exists()


def test_an_account_that_exists_is_left_alone(typed, person):
    person("sara")
    typed("en lång mening att minnas")

    with pytest.raises(CommandError, match="already an account sara"):
        call_command("add_staff", "sara", "Sara", "Annan", "--role", "Registrator")
    assert User.objects.get(username="sara").last_name == "Socialsekreterare"
