"""Lists of logs: paged, with as few questions for a thousand as for ten, and only what one may read."""

import pytest

from supervision.models import SupervisionSession
from tests.benchmarks.supervision import fill


def test_the_list_shows_what_one_may_read_newest_first(client_of, new_group, group, hold):
    other = new_group("Vuxengruppen", leaders=("hanna",), members=("samir",), unit="vuxen")
    mine = [hold(group, days) for days in (9, 3)]
    hold(other, 1, leader="hanna")

    listed = client_of("bo").get("/handledning/pass/").context["sessions"]
    assert [each.pk for each in listed] == [mine[1].pk, mine[0].pk]


def test_a_draft_is_in_no_list(client_of, group, draft_of):
    draft_of(group)

    assert list(client_of("rut").get("/handledning/pass/").context["sessions"]) == []


def test_pages_are_turned(client_of, group, person):
    fill(group, person("rut"), 60)
    client = client_of("bo")
    first, third = (client.get(f"/handledning/pass/?sida={number}").context["page"] for number in (1, 3))

    assert (len(first), len(third)) == (25, 10)
    assert first.paginator.num_pages == 3


@pytest.mark.parametrize("query", ["0", "-1", "x", "9" * 40, "%00", ""])
def test_a_page_that_is_not_there_is_answered(client_of, group, query):
    assert client_of("rut").get(f"/handledning/pass/?sida={query}").status_code == 200


@pytest.mark.parametrize("url", ["/handledning/pass/", "/handledning/", "/min-sida/"])
def test_many_logs_cost_no_more_questions_than_few(client_of, group, person, query_count, url):
    client = client_of("rut")
    fill(group, person("rut"), 30)
    client.get(url)
    with query_count as few:
        client.get(url)
    fill(group, person("rut"), 300)
    with query_count as many:
        client.get(url)

    assert SupervisionSession.objects.unscoped("test").count() == 330
    assert len(many) == len(few)
