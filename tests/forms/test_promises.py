"""The promises about what is sent, under repetition, faults and nonsense. `FULL_SCALE=1` runs them at full size (make soak)."""

import os
import random
import threading
import uuid
from collections import Counter
from unittest import mock

import pytest
import time_machine
from django.db import connection

from forms import actions, effects
from forms.models import Draft, FormPage, FormVersion, Processing, Submission
from tests.casework import NOTICE, publish_shipped_forms
from tests.forms.making import QUESTIONS, URL, publish, publish_page

FULL = os.environ.get("FULL_SCALE") == "1"


def at_scale(full, slice_):
    return full if FULL else slice_


def in_parallel(count, work):
    """Run `work(number)` in threads that start together; returns what each returned or raised."""
    results, gate = [None] * count, threading.Barrier(count)

    def run(number):
        gate.wait()
        try:
            results[number] = work(number)
        except BaseException as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return results


def test_the_same_submission_five_times_is_one_with_one_receipt(transactional_db):
    """K08: one delivery, then four at once; a tenth also comes with other content and is refused."""
    version, keys = publish(), [uuid.uuid4() for _ in range(at_scale(1000, 25))]

    def receive(key, text="samma"):
        return actions.receive(version=version, answers={"namn": "Prova", "text": text}, key=key).receipt

    for key in keys:
        receipts = {receive(key), *in_parallel(4, lambda _number, key=key: receive(key))}
        assert len(receipts) == 1
    refused = in_parallel(len(keys) // 10, lambda number: receive(keys[number], "annat"))

    assert [type(each) for each in refused] == [actions.Conflict] * (len(keys) // 10)
    assert Submission.everything.count() == len(keys)
    assert not Submission.everything.filter(content__contains="annat").exists()


def test_many_at_once_share_commits_and_each_gets_its_own(transactional_db):
    version = publish()

    def receive(number):
        return actions.receive(version=version, answers={"namn": f"nummer {number}"}, key=uuid.uuid4())

    for _round in range(at_scale(50, 3)):
        made = in_parallel(16, receive)
        assert [each.answers()["namn"] for each in made] == [f"nummer {number}" for number in range(16)]
    assert Submission.everything.count() == Processing.objects.count() == 16 * at_scale(50, 3)


def test_one_that_fails_takes_none_of_those_in_the_same_commit_along(transactional_db):
    from portal.db.together import commit_together

    version = publish()

    def work(number):
        if number % 4:
            return actions.receive(version=version, answers={"namn": str(number)}, key=uuid.uuid4()).receipt

        def fail():
            raise RuntimeError(number)

        return commit_together(fail)

    results = in_parallel(16, work)
    assert [str(each) for each in results[::4]] == ["0", "4", "8", "12"]
    assert Submission.everything.count() == 12


STEPS = ["portal.audit.record", "forms.handover.queue", "forms.effects.apply", "forms.actions.processing._finish"]


@pytest.mark.parametrize(
    "fault", [RuntimeError("x"), TimeoutError(), MemoryError()], ids=lambda fault: type(fault).__name__
)
@pytest.mark.parametrize("step", STEPS)
def test_a_fault_at_any_step_loses_nothing_and_is_retried_from_there(db, step, fault):
    """K09: either nothing was acknowledged, or it is stored, visible, and carried out once when tried again."""
    from caseload.models import Case

    publish_shipped_forms() if not FormVersion.objects.exists() else None
    version, key = FormVersion.objects.in_force("F02"), uuid.uuid4()
    with mock.patch(step, side_effect=fault):
        try:
            actions.process(actions.receive(version=version, answers=NOTICE, key=key))
        except type(fault):
            assert Submission.everything.count() == 0
    processing = actions.process(actions.receive(version=version, answers=NOTICE, key=key))

    assert processing.state == "processed"
    assert (Submission.everything.count(), Case.everything.count()) == (1, 1)


def test_a_fault_after_the_raw_content_leaves_it_waiting_and_it_is_caught_up(db):
    version = publish()
    with mock.patch("portal.audit.record", side_effect=RuntimeError):
        submission = actions.receive(version=version, answers={"namn": "Prova"}, key=uuid.uuid4())
    assert Processing.objects.get().state == "waiting"
    with time_machine.travel("2099-01-01"):
        assert actions.catch_up() == 1

    assert Processing.objects.get(pk=submission.pk).state == "processed"


def test_the_poisoned_are_parked_for_ever_and_the_rest_done_once_though_workers_die(transactional_db):
    """K10. A worker that dies holds no claim: its transaction is gone and the submission waits as before."""
    version, count = publish(), at_scale(500, 30)
    with mock.patch("portal.audit.record", side_effect=RuntimeError):
        for number in range(count):
            actions.receive(version=version, answers={"namn": f"{number}"}, key=uuid.uuid4())
    done, deaths = Counter(), iter(range(20))

    def apply(submission):
        number = int(submission.answers()["namn"])
        if number % 10 == 0:
            raise effects.Refused("Det går inte.")
        if number % 7 == 0 and next(deaths, None) is not None:
            raise SystemExit
        done[number] += 1

    with mock.patch("forms.effects.apply", apply), time_machine.travel("2099-01-01"):
        while Submission.objects.unscoped("test").waiting().exists():
            in_parallel(3, lambda _number: actions.catch_up())
        assert actions.catch_up() == 0
    states = Counter(Processing.objects.values_list("state", flat=True))

    assert states == {"processed": count - count // 10, "parked": count // 10}
    assert set(done) == {number for number in range(count) if number % 10}
    assert set(Processing.objects.filter(state="parked").values_list("reason", flat=True)) == {"Det går inte."}


def test_every_old_answer_is_shown_and_exported_under_its_own_question(db):
    """K13: renamed, removed and added again over many versions."""
    import csv
    import io

    from forms import exports

    versions, sent = at_scale(50, 12), []
    for number in range(versions):
        questions = [{"key": "namn", "label": f"Namn {number}", "type": "text"}]
        if number % 3:
            questions.append({"key": "text", "label": f"Text {number}", "type": "textarea"})
        version = publish(questions=questions)
        for index in range(at_scale(40, 2)):
            answers = {"namn": f"n{number}-{index}"} | ({"text": f"t{number}-{index}"} if number % 3 else {})
            sent.append(actions.receive(version=version, answers=answers, key=uuid.uuid4()))
    rows = list(csv.DictReader(io.StringIO(exports.csv("T1", sent).decode("utf-8-sig")), delimiter=";"))

    for submission, row in zip(sent, rows, strict=True):
        number = submission.version.number - 1
        shown = {item["question"].label: item["value"] for item in submission.shown()}
        assert shown[f"Namn {number}"] == submission.answers()["namn"] == row["namn"]
        assert (row["text"] or None) == submission.answers().get("text")


NONSENSE = ["\x00", "\ud800", "\u202eabc", "𝕏" * 500, "x" * 1_000_000, "-1", "NaN", "%00", "../../etc/passwd", "<script>",
            "' OR 1=1--",             "９９９", "\r\n\r\n", "{{7*7}}", "true", "[]", "1e999", "0" * 400]  # fmt: skip
NAMES = ["namn", "text", "blankettnyckel", "steg", "ga", "spara", "oppnad", "utkast", "fler_rader", "ta_bort_rad",
         "med_flit", "barn-count", "barn-0-alder", "barn-999-alder", "intyg", "intyg-token", "intyg-bort", "skal",
         "at_nagon", "okand"]  # fmt: skip


def test_nonsense_is_answered_and_never_half_saved(db, client_of, stranger):
    """K15: odd characters, huge texts, thousands of fields, cut off files; seeded, so a failure can be run again."""
    rows = {
        "key": "barn",
        "label": "Barn",
        "type": "rows",
        "columns": [{"key": "alder", "label": "Ålder", "type": "int"}],
    }
    publish_page(questions=[*QUESTIONS, rows, {"key": "intyg", "label": "Intyg", "type": "file"}])
    chance = random.Random(7)
    statuses = Counter()
    for number in range(at_scale(10_000, 150)):
        fields = {"blankettnyckel": str(uuid.UUID(int=chance.getrandbits(128), version=4)), "namn": f"n{number}"}
        fields |= {chance.choice(NAMES): chance.choice(NONSENSE) for _ in range(chance.randrange(4))}
        before = Submission.everything.count()
        status = send_raw(stranger, fields, chance)
        statuses[status] += 1
        assert status < 500, fields
        assert Submission.everything.count() - before == int(status == 302)
    assert Processing.objects.count() == Submission.everything.count() == statuses[302]
    assert statuses[302] > 0
    assert statuses[302] < sum(statuses.values())


def send_raw(client, fields, chance):
    """The bytes as a hostile client sends them: urlencoded, or multipart that is sometimes cut off."""
    if chance.random() < 0.5:
        body = "&".join(f"{name}={_quoted(value)}" for name, value in fields.items()).encode()
        kind = "application/x-www-form-urlencoded"
    else:
        body = b"".join(
            f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
            + value.encode(errors="surrogatepass")
            + b"\r\n"
            for name, value in fields.items()
        )
        body = body + b"--B--\r\n" if chance.random() < 0.7 else body[: chance.randrange(len(body))]
        kind = "multipart/form-data; boundary=B"
    return client.generic("POST", URL, body, content_type=kind).status_code


def _quoted(value):
    from urllib.parse import quote

    return quote(value.encode(errors="surrogatepass"))


def test_deleting_moving_and_unpublishing_a_page_touches_no_submission(db, stranger):
    page = publish_page()
    stored = actions.receive(version=FormVersion.objects.in_force("T1"), answers={"namn": "Prova"}, key=uuid.uuid4())
    before = Submission.everything.values().get()
    page.unpublish()
    assert stranger.get(URL).status_code == 404
    assert stranger.post(URL, {"blankettnyckel": str(uuid.uuid4()), "namn": "x"}).status_code == 404
    FormPage.objects.get().move(page.get_parent().get_parent(), pos="last-child")
    assert Submission.everything.values().get() == before
    FormPage.objects.get().delete()

    assert Submission.everything.values().get() == before
    assert stored.shown()
    assert Draft.objects.count() == 0


def test_a_restricted_page_is_not_sent_to_by_the_short_way(db, stranger):
    from wagtail.models import PageViewRestriction

    page = publish_page()
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")
    status = stranger.post(URL, {"blankettnyckel": str(uuid.uuid4()), "namn": "x"}).status_code

    assert (status, Submission.everything.count()) == (302, 0)
