"""After an upgrade the running process must ask for the new version's files, not for those it knew before."""

import json

from django.contrib.staticfiles.storage import staticfiles_storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from portal import launcher


def test_the_names_are_read_again_after_preparing(tmp_path, settings, monkeypatch):
    def manifest(name):
        (tmp_path / "staticfiles.json").write_text(
            json.dumps({"version": "1.1", "paths": {"a.css": name}, "hash": "x"})
        )

    manifest("a.old.css")
    storage = CompressedManifestStaticFilesStorage(location=tmp_path)
    monkeypatch.setattr(staticfiles_storage, "_wrapped", storage)
    manifest("a.new.css")
    assert staticfiles_storage.hashed_files["a.css"] == "a.old.css"

    launcher._read_names_of_static_files()

    assert staticfiles_storage.hashed_files["a.css"] == "a.new.css"
