"""Reasons not to open the embedded database, each said in a sentence that tells the administrator what to do."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

# Older versions can corrupt a database in write-ahead mode when a log is reset under two connections.
OLDEST_SQLITE = (3, 51, 3)
NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "ceph", "glusterfs", "afs", "ncpfs"}
)
MOUNTS = Path("/proc/self/mounts")


def check_library(version: tuple[int, int, int]) -> None:
    """Raise ImproperlyConfigured when the SQLite inside sqlcipher3 is older than OLDEST_SQLITE."""
    if version < OLDEST_SQLITE:
        found, needed = (".".join(map(str, parts)) for parts in (version, OLDEST_SQLITE))
        raise ImproperlyConfigured(
            f"The SQLite library is {found}; at least {needed} is needed, because older ones can damage the database. "
            "Install the locked requirements again: make run."
        )


def check_local_disk(database: Path, mounts: Path = MOUNTS) -> None:
    """Raise ImproperlyConfigured when the database file would lie on a network file system."""
    kind = _file_system_of(database, mounts)
    if kind in NETWORK_FILE_SYSTEMS:
        raise ImproperlyConfigured(
            f"The database {database} lies on a network file system ({kind}), where locks do not hold. "
            "Set PORTAL_DATA to a folder on a local disk, or use PostgreSQL by DATABASE_URL."
        )


def _file_system_of(path: Path, mounts: Path) -> str:
    if not mounts.exists():
        return ""
    resolved = path.resolve()
    best, kind = Path("/"), ""
    for line in mounts.read_text().splitlines():
        _device, point, fstype, *_rest = line.split()
        mount = Path(point.replace("\\040", " "))
        if resolved.is_relative_to(mount) and len(mount.parts) >= len(best.parts):
            best, kind = mount, fstype
    return kind
