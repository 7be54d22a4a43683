"""Every address of ours as a stranger and as every role, against the table in access.toml. What is not in it fails."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from forms.models import Processing
from portal.models import Unit, User
from portal.roles import ROLES
from tests.casework import NOTICE, publish_shipped_forms, send

TABLE: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "access.toml").read_text())
# Wagtail's own pages and the page tree have tests of their own.
OTHERS = ("admin/", "^dokument/", "media/", "static/", "^media", "_util/")
ROLE_NAMES = [role.name for role in ROLES]


@pytest.fixture
def addresses(db: None, units: dict[str, Unit]) -> dict[str, str]:
    """What the table's addresses are filled in with: a case of the unit and a parked submission."""
    publish_shipped_forms()
    parked = send("F02", None, "", **NOTICE)
    Processing.objects.filter(submission=parked).update(state="parked", reason="Prov.")
    return {"case": send("F02", None, "", **NOTICE).receipt, "parked": parked.receipt}


def ask(client: Client, row: dict[str, Any], addresses: dict[str, str], method: str | None = None) -> int:
    url = row["url"].format(**addresses)
    return getattr(client, method or row.get("method", "get"))(url).status_code


def expected(row: dict[str, Any], role: str) -> set[int]:
    """The answers that are right for the role: served, hidden as if it were not there, or refused."""
    if role in row.get("refused", ()):
        return {403}
    allowed = row.get("allowed", ["*"])
    if "*" in allowed or role in allowed:
        return {200, 302, 422}
    if "*" in row.get("hidden", ()) or role in row.get("hidden", ()):
        return {404}
    return {403}


@pytest.mark.parametrize("role", ROLE_NAMES)
def test_every_page_as_each_role(addresses: dict[str, str], units: dict[str, Unit], role: str) -> None:
    wrong = []
    user = User.objects.create_user(username="prov", unit=units["boende"])
    user.groups.add(Group.objects.get(name=role))
    for name, row in TABLE.items():
        client = Client()  # a new one each time: one of the pages logs out
        client.force_login(user, backend="portal.auth.RoleBackend")
        status = ask(client, row, addresses)
        if status not in expected(row, role):
            wrong.append(f"{name}: {status}, expected {sorted(expected(row, role))}")
    assert wrong == []


@pytest.mark.parametrize("name", TABLE)
def test_every_page_as_a_stranger(addresses: dict[str, str], stranger: Client, name: str) -> None:
    assert ask(stranger, TABLE[name], addresses) == TABLE[name].get("stranger", 302)


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_no_other_method_does_anything(addresses: dict[str, str], client_of: Any, method: str) -> None:
    client = client_of("sara")
    statuses = {name: ask(client, row, addresses, method) for name, row in TABLE.items() if name != "account_logout"}

    served = {name: status for name, status in statuses.items() if status not in {200, 301, 302, 403, 404, 405, 429}}
    assert served == {}
    ours = [name for name in statuses if name.startswith(("case", "forms", "supervision", "desk"))]
    assert {name: statuses[name] for name in ours if statuses[name] == 200 and method != "options"} == {}


def test_every_address_is_in_the_table() -> None:
    assert _names(get_resolver().url_patterns, "") - set(TABLE) == set()


def _names(patterns: Any, prefix: str) -> set[str]:
    names: set[str] = set()
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if path.startswith(OTHERS):
            continue
        if isinstance(pattern, URLResolver):
            names |= _names(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern) and pattern.name and not pattern.name.startswith("wagtail"):
            names.add(pattern.name)
    return names


@pytest.mark.parametrize("username", ["sara", "berit", "rut", "stig"])
def test_the_editor_is_closed_to_those_who_do_not_edit(client_of: Any, username: str) -> None:
    response = client_of(username).get("/admin/")

    assert response.status_code == 302
    assert "/konto/logga-in/" in response["Location"]
