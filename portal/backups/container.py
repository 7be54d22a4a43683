"""Files of an installation in one encrypted file: rows of at most one mebibyte, in an SQLCipher database."""

from pathlib import Path

from portal.backups.embedded import open_encrypted
from portal.backups.manifest import BadBackup

PART = 1024 * 1024


def pack(container: Path, files: dict[str, Path]) -> None:
    """Put each file into `container` under its name."""
    connection = open_encrypted(container)
    with connection:
        connection.execute("CREATE TABLE part (name TEXT, number INTEGER, content BLOB, PRIMARY KEY (name, number))")
        for name, path in files.items():
            with path.open("rb") as file:
                number = 0
                while (content := file.read(PART)) or number == 0:
                    connection.execute("INSERT INTO part VALUES (?, ?, ?)", (name, number, content))
                    number += 1
    connection.close()


def unpack(container: Path, folder: Path) -> list[Path]:
    """Write all files below `folder`. Raises BadBackup when a name leads out of it."""
    connection = open_encrypted(container)
    written: list[Path] = []
    try:
        for name, number, content in connection.execute(
            "SELECT name, number, content FROM part ORDER BY name, number"
        ):
            path = folder / name
            if not path.resolve().is_relative_to(folder.resolve()):
                raise BadBackup(f"{container.name} holds a file outside its folder: {name}")
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with path.open("ab" if number else "wb") as file:
                file.write(content)
            if number == 0:
                written.append(path)
    finally:
        connection.close()
    return written
