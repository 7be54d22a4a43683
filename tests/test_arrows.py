"""The map holds: imports are kept by import-linter, relations between tables and words in files here."""

import re
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
RANK = {"portal": 0, "methods": 1, "courses": 1, "portal_forms": 1, "supervision": 1, "search": 1, "caseload": 2}


def test_relations_point_down():
    upward = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete and field.related_model):
                continue
            source, target = model._meta.app_label, field.related_model._meta.app_label
            if source != target and source in RANK and target in RANK and RANK[source] <= RANK[target]:
                upward.append(f"{field} -> {target}")
    assert upward == []


def test_the_app_forms_has_a_label_of_its_own():
    assert apps.get_app_config("portal_forms").name == "forms"
    assert apps.get_app_config("forms").name == "django.forms"


def test_nobody_writes_a_bare_import_of_forms():
    bare = re.compile(r"^\s*import forms\b", re.MULTILINE)
    files = [
        path
        for name in (*RANK, "forms", "tests")
        for path in (ROOT / name).rglob("*.py")
        if path.parent.name != "migrations"
    ]

    assert [str(path.relative_to(ROOT)) for path in files if bare.search(path.read_text())] == []


def test_templates_hold_no_inline_style_or_script_and_no_other_host():
    bad = re.compile(r"<style|style=\"|\son\w+=\"|<script(?![^>]*\ssrc=)|(?:src|href)=\"(?:https?:)?//", re.IGNORECASE)
    files = (ROOT / "templates").rglob("*.html")

    assert [
        f"{path.relative_to(ROOT)}: {match[0]}" for path in files for match in bad.finditer(path.read_text())
    ] == []


def test_the_folder_list_is_the_map():
    folders = {"portal", "methods", "courses", "forms", "search", "templates", "tests", "caseload", "supervision"}

    assert {name for name in folders if not (ROOT / name).is_dir()} == set()
