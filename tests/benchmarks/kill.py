"""kill -9 in the middle of sending, again and again: what was acknowledged is there once, byte for byte (K07).

Sixteen senders, a fifth of what they send with a file, a tenth with effects on the caseload. The server's process
group is killed at random moments and started anew. The senders write what was acknowledged to a journal of their own
(fsync), and the comparison reads the database file itself, without the product's code.
`KILLS=200 SUBMISSIONS=10000 python -m tests.benchmarks.kill`; SEED for the same moments again.
"""

import hashlib
import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from sqlcipher3 import dbapi2

from tests.casework import NOTICE
from tests.office import Office, prepare

SENDERS, READY_SECONDS = 16, 10.0
PAGES = Path(__file__).with_name("forms") / "kill_pages.py"
PLAIN, WITH_FILE, WITH_EFFECTS = (
    "/blanketter/matning-a/",
    "/blanketter/matning-b/",
    "/blanketter/hyresvardens-meddelande/",
)


@dataclass
class Run:
    """What the senders meant, and what they were told."""

    journal: Path
    meant: dict[str, dict[str, str]] = field(default_factory=dict)
    acknowledged: int = 0
    refused: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def note(self, key: str, receipt: str) -> None:
        with self.guard, self.journal.open("a") as file:
            file.write(json.dumps({"key": key, "receipt": receipt}) + "\n")
            file.flush()
            os.fsync(file.fileno())
            self.acknowledged += 1


def main() -> int:
    kills, wanted = int(os.environ.get("KILLS", "200")), int(os.environ.get("SUBMISSIONS", "10000"))
    seed = int(os.environ.get("SEED", str(random.randrange(10**6))))
    os.environ["FORMS_LEAST_SECONDS"] = "0"
    with tempfile.TemporaryDirectory(prefix="kill-") as name:
        figures, faults = kill_and_compare(Path(name), kills, wanted, seed)
    print(json.dumps(figures | {"seed": seed, "faults": faults}, ensure_ascii=False, indent=1))
    print("Kill: " + ("; ".join(faults[:10]) if faults else "nothing lost, nothing twice"))
    return 1 if faults else 0


def kill_and_compare(folder: Path, kills: int, wanted: int, seed: int) -> tuple[dict[str, float], list[str]]:
    office = Office(prepare(folder / "data"))
    office.manage("shell", "--no-imports", "-c", PAGES.read_text())
    run, chance = Run(folder / "journal"), random.Random(seed)
    ready, process = start(office)
    worst, busy = [ready], [cpu_seconds(process.pid)]
    senders = [
        threading.Thread(target=sender, args=[office.port, run, seed + number], daemon=True)
        for number in range(SENDERS)
    ]
    began = time.monotonic()
    for each in senders:
        each.start()
    for _ in range(kills):
        time.sleep(chance.uniform(0, 0.8))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        ready, process = start(office)
        worst.append(ready)
        busy.append(cpu_seconds(process.pid))
    while run.acknowledged < wanted and not run.refused:
        time.sleep(0.2)
    run.stop.set()
    for each in senders:
        each.join()
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    office.manage(
        "shell",
        "--no-imports",
        "-c",
        "from datetime import timedelta; from forms import actions\nwhile actions.catch_up(timedelta(0)): pass",
    )
    figures = {"kills": kills, "meant": len(run.meant), "acknowledged": run.acknowledged,
               "seconds": round(time.monotonic() - began, 1), "slowest start s": round(max(worst), 2),
               "CPU s of a start, at most": round(max(busy), 2)}  # fmt: skip
    found, faults = compare(folder / "data", run)
    faults += [f"a start took {max(worst):.1f} s"] if max(worst) > READY_SECONDS else []
    faults += [f"answered {each}" for each in run.refused[:5]]
    for command in (["audit_verify"], ["rebuild_caseload", "--verify"]):
        done = office.manage(*command, check=False)
        faults += [f"{command[0]}: {done.stdout[-300:]}{done.stderr[-300:]}"] if done.returncode else []
    return figures | found, faults


def cpu_seconds(pid: int) -> float:
    """What the process has used so far: how long its start takes on a machine that does nothing else."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def start(office: Office) -> tuple[float, "subprocess.Popen[bytes]"]:
    """A server in a process group of its own, and the seconds until it answers."""
    began = time.monotonic()
    with office.log.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "portal.launcher"], env=office.environment, stdout=log, stderr=log,
            start_new_session=True, cwd=Path(__file__).resolve().parents[2],
        )  # fmt: skip
    while process.poll() is None and time.monotonic() - began < 60:
        try:
            with urllib.request.urlopen(f"{office.url}/halsa/", timeout=5):  # noqa: S310 - our own address
                return time.monotonic() - began, process
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"Not started, code {process.poll()}:\n{office.log.read_text()[-2000:]}")


def sender(port: int, run: Run, seed: int) -> None:
    """Sends until told to stop. After a broken connection the same key is sent again, every other time."""
    chance, token, cookie = random.Random(seed), "", ""
    again: tuple[str, str, dict[str, str]] | None = None  # broken off, and not given up
    while not run.stop.is_set():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            while not run.stop.is_set():
                token, cookie = (token, cookie) if token else csrf(connection)
                path, key, fields = again or something(run, chance)
                again = (path, key, fields) if chance.random() < 0.5 else None
                receipt = send(connection, path, key, fields, token, cookie)
                again = None
                run.note(key, receipt) if not receipt.startswith("!") else run.refused.append(receipt)
        except (OSError, http.client.HTTPException):
            time.sleep(chance.uniform(0.2, 0.6))  # as people do; knocking on a closed door takes from the start
        finally:
            connection.close()


def csrf(connection: http.client.HTTPConnection) -> tuple[str, str]:
    connection.request("GET", PLAIN)
    answer = connection.getresponse()
    html, cookie = answer.read().decode(), (answer.headers["Set-Cookie"] or "").split(";")[0]
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
    if not found:
        raise http.client.HTTPException(f"no form, {answer.status}")
    return found[1], cookie


def something(run: Run, chance: random.Random) -> tuple[str, str, dict[str, str]]:
    """A new submission: where to, its key and what it says."""
    key, kind = str(uuid.UUID(int=chance.getrandbits(128), version=4)), chance.random()
    text = f"{key} " + "åäö ☂ text " * chance.randrange(1, 60)
    if kind < 0.2:
        path, fields = WITH_FILE, {"namn": key, "text": text.strip(), "fil": key * chance.randrange(1, 4000)}
    elif kind < 0.3:
        path, fields = WITH_EFFECTS, {"hyresgast": f"Prova {key[:8]}", "gjort": text.strip()}
    else:
        path, fields = PLAIN, {"namn": key, "text": text.strip()}
    run.meant[key] = fields
    return path, key, fields


def send(
    connection: http.client.HTTPConnection, path: str, key: str, fields: dict[str, str], token: str, cookie: str
) -> str:
    """The receipt number, or "!" and the status of a refusal."""
    own = {"csrfmiddlewaretoken": token, "blankettnyckel": key}
    if path == WITH_FILE:
        body, kind = multipart(own | fields)
    else:
        base: dict[str, object] = dict(NOTICE) if path == WITH_EFFECTS else {}
        body, kind = urlencode(base | own | fields, doseq=True).encode(), "application/x-www-form-urlencoded"
    connection.request("POST", path, body=body, headers={"Cookie": cookie, "Content-Type": kind})
    answer = connection.getresponse()
    answer.read()
    location = answer.headers.get("Location", "")
    return (
        location.split("/")[-2].split(":")[0]
        if answer.status == 302 and "/kvitto/" in location
        else f"!{answer.status}"
    )


def multipart(fields: dict[str, str]) -> tuple[bytes, str]:
    limit, lines = uuid.uuid4().hex, list[bytes]()
    for name, value in fields.items():
        if name == "fil":
            head, data = (
                'name="intyg"; filename="intyg.pdf"\r\nContent-Type: application/pdf',
                b"%PDF-1.7\n" + value.encode(),
            )
        else:
            head, data = f'name="{name}"', value.encode()
        lines += [f"--{limit}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n"]
    return b"".join(lines) + f"--{limit}--\r\n".encode(), f"multipart/form-data; boundary={limit}"


def compare(data: Path, run: Run) -> tuple[dict[str, float], list[str]]:
    """Read the file as it lies there, and hold it against the journal and against what was meant."""
    connection = dbapi2.connect(str(data / "portal.sqlite3"))
    connection.execute(f"PRAGMA key = \"x'{(data / 'keys' / 'database.key').read_text().strip()}'\"")
    faults = [f"integrity_check: {row[0]}" for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    faults += [f"foreign_key_check: {row}" for row in connection.execute("PRAGMA foreign_key_check")]
    rows = {str(uuid.UUID(row[1])): row for row in connection.execute(
        "SELECT s.id, s.key, s.receipt, s.content, s.content_sha256, p.state FROM portal_forms_submission s "
        "LEFT JOIN portal_forms_processing p ON p.submission_id = s.id")}  # fmt: skip
    files = {
        row[0]: row
        for row in connection.execute("SELECT token, submission_id, sha256, data, key FROM portal_forms_upload")
    }
    told = [json.loads(line) for line in run.journal.read_text().splitlines()]
    for each in told:
        row = rows.get(each["key"])
        if row is None:
            faults.append(f"lost: {each['receipt']}")
        elif row[2] != each["receipt"]:
            faults.append(f"two receipts: {each['receipt']} and {row[2]}")
    mine = {key: rows[key] for key in run.meant if key in rows}
    for key, row in mine.items():
        faults += [f"{row[2]}: {fault}" for fault in differences(row, run.meant[key], files)]
    acknowledged = {each["key"] for each in told}
    left = [row for row in files.values() if row[1] is None]
    faults += [f"a file of {row[4]} was left behind" for row in left if str(uuid.UUID(row[4])) in acknowledged
               and sum(other[4] == row[4] and other[1] is not None for other in files.values()) == 0]  # fmt: skip
    states = {state: sum(row[5] == state for row in mine.values()) for state in ("processed", "waiting", "parked")}
    found = {"stored": len(mine), "receipts": len({each["receipt"] for each in told}), "with files": sum(
        row[1] is not None for row in files.values()), "staged files of interrupted sendings": len(left), **states}  # fmt: skip
    faults += [f"{states} of {len(mine)}"] if states["processed"] != len(mine) else []
    return found, faults


def differences(row: tuple, meant: dict[str, str], files: dict[str, tuple]) -> list[str]:
    """What differs between a stored row and what its sender meant."""
    content = json.loads(row[3])
    faults = ["the fingerprint"] if hashlib.sha256(row[3].encode()).hexdigest() != row[4] else []
    expected = {name: value for name, value in meant.items() if name != "fil"}
    if "hyresgast" in meant:
        expected = NOTICE | expected
    if {name: value for name, value in content.items() if name != "intyg"} != expected:
        faults.append("the answers")
    if "fil" in meant:
        file = files.get(content["intyg"][0]["token"])
        data = b"%PDF-1.7\n" + meant["fil"].encode()
        if file is None or file[1] != row[0] or bytes(file[3]) != data or hashlib.sha256(data).hexdigest() != file[2]:
            faults.append("the file")
    elif "intyg" in content:
        faults.append("a file from nowhere")
    return faults


if __name__ == "__main__":
    sys.exit(main())
