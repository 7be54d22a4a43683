import subprocess
import sys

from tests.office import ROOT, office_environment


def test_djangos_check_for_deployment_is_clean_with_production_settings(tmp_path):
    environment = office_environment(tmp_path / "data") | {"PORTAL_HOSTS": "metod.example.se"}
    del environment["PORTAL_DEMO"]

    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout + done.stderr


def test_the_demo_office_is_not_loaded_in_production(tmp_path):
    environment = office_environment(tmp_path / "data")
    del environment["PORTAL_DEMO"]

    done = subprocess.run(
        [sys.executable, "manage.py", "load_demo"], cwd=ROOT, env=environment, capture_output=True, text=True
    )

    assert done.returncode == 1
    assert "Set PORTAL_DEMO=1" in done.stderr
