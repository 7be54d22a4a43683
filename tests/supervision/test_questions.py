"""Questions from staff: asked once, urgent ones first, answered by those who may; the asker sees what happened."""

import uuid

import pytest

from supervision.models import Question


@pytest.fixture
def ask(client_of):
    def send(text="Får jag följa med till banken?", **more):
        key = str(uuid.uuid4())
        client_of("bo").post("/handledning/fraga/", {"key": key, "text": text, **more})
        return Question.objects.unscoped("test").filter(key=key).first()

    return send


def test_asking_twice_with_one_key_is_one_question(client_of):
    key = str(uuid.uuid4())
    for _ in range(2):
        client_of("bo").post("/handledning/fraga/", {"key": key, "text": "Hur gör man?"})

    assert Question.objects.unscoped("test").count() == 1


def test_a_client_in_the_question_is_stopped(client_of):
    response = client_of("bo").post("/handledning/fraga/", {"key": str(uuid.uuid4()), "text": "Om 18900101-9802?"})

    assert response.status_code == 422
    assert Question.objects.unscoped("test").count() == 0


def test_urgent_questions_stand_first(client_of, ask):
    calm, urgent = ask(), ask(is_urgent="on")

    waiting = client_of("rut").get("/handledning/fragor/").context["questions"]
    assert [question.pk for question in waiting] == [urgent.pk, calm.pk]


@pytest.mark.parametrize(
    ("username", "status"), [("bo", 200), ("rut", 200), ("anna", 404), ("hanna", 404), ("stig", 403)]
)
def test_a_question_is_seen_by_its_asker_and_those_who_answer(client_of, ask, username, status):
    assert client_of(username).get(f"/handledning/fragor/{ask().pk}/").status_code == status


def test_an_answer_reaches_the_asker(client_of, ask):
    question = ask()
    url = f"/handledning/fragor/{question.pk}/"
    assert client_of("rut").post(url, {"status": "answered", "text": ""}).status_code == 422
    assert client_of("bo").post(url, {"status": "answered", "text": "Ja."}).status_code == 403
    client_of("rut").post(url, {"status": "answered", "text": "Ja, men prata först med mig."})

    page = client_of("bo").get(url).content.decode()
    assert "Ja, men prata först med mig." in page
    assert question.pk not in [each.pk for each in client_of("rut").get("/handledning/fragor/").context["questions"]]


def test_a_question_put_on_the_agenda_is_on_it(client_of, ask, group):
    question = ask()
    client_of("rut").post(f"/handledning/fragor/{question.pk}/", {"status": "agenda", "group": group.pk})

    assert [each.pk for each in group.agenda().questions] == [question.pk]


def test_groups_are_set_up_by_those_who_lead_the_unit(client_of, person):
    person("rut"), person("bo")
    answers = {
        "name": "Ny grupp", "parties": "Alla", "purpose": "Lära", "kind": "method", "form": "group", "interval_weeks": "3",
        "agreed_sessions": "8", "usual_start": "13:00", "usual_end": "14:00", "secrecy": "x", "documented": "x",
        "evaluation": "x", "starts_on": "2026-01-01", "supervisors": [str(person("rut").pk)],
        "members": [str(person("bo").pk)],
    }  # fmt: skip
    assert client_of("bo").post("/handledning/ny-grupp/", answers).status_code == 403
    assert client_of("arvid").post("/handledning/ny-grupp/", answers | {"name": ""}).status_code == 422
    response = client_of("arvid").post("/handledning/ny-grupp/", answers)

    assert client_of("bo").get(response["Location"]).status_code == 200
