"""A film can be played from anywhere: its file is given in the parts that a browser asks for."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import Collection

CONTENT = bytes(range(256)) * 1000


@pytest.fixture
def film(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    document = get_document_model()(title="Film", collection=Collection.get_first_root_node())
    document.file.save("film.mp4", ContentFile(CONTENT))
    document.save()
    return document


def part(client, film, value, **headers):
    response = client.get(film.url, headers={"Range": value} | headers)
    return response, b"".join(response.streaming_content) if response.streaming else response.content


def test_the_whole_file_says_that_parts_can_be_had(film, stranger):
    response = stranger.get(film.url)

    assert response.status_code == 200 and response["Accept-Ranges"] == "bytes"
    assert b"".join(response.streaming_content) == CONTENT


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-", 0, 256_000),
        ("bytes=0-1", 0, 2),
        ("bytes=1000-99999", 1000, 100_000),
        ("bytes=255999-", 255_999, 256_000),
        ("bytes=200000-999999999", 200_000, 256_000),
        ("bytes=-10", 255_990, 256_000),
        ("bytes=-999999", 0, 256_000),
    ],
)
def test_a_part(film, stranger, asked, start, stop):
    response, content = part(stranger, film, asked)

    assert response.status_code == 206 and content == CONTENT[start:stop]
    assert response["Content-Range"] == f"bytes {start}-{stop - 1}/256000"
    assert response["Content-Length"] == str(stop - start) and response["Content-Type"] == "video/mp4"
    assert response["X-Content-Type-Options"] == "nosniff" and "default-src" in response["Content-Security-Policy"]


@pytest.mark.parametrize("asked", ["bytes=256000-", "bytes=9-3", "bytes=-0"])
def test_a_part_that_is_not_there(film, stranger, asked):
    response, content = part(stranger, film, asked)

    assert (response.status_code, content, response["Content-Range"]) == (416, b"", "bytes */256000")


@pytest.mark.parametrize("asked", ["", "bytes=-", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b", "bytes=" + "9" * 5000])
def test_what_is_not_understood_gets_the_whole(film, stranger, asked):
    assert part(stranger, film, asked)[1] == CONTENT


def test_the_rest_of_another_file_is_not_mixed_in(film, stranger):
    tag = part(stranger, film, "bytes=0-1")[0]["ETag"]

    assert part(stranger, film, "bytes=5-9", **{"If-Range": tag})[0].status_code == 206
    assert part(stranger, film, "bytes=5-9", **{"If-Range": '"another"'})[1] == CONTENT


def test_who_may_not_have_the_file_may_not_have_a_part(film, stranger):
    from wagtail.models import CollectionViewRestriction

    CollectionViewRestriction.objects.create(collection=film.collection, restriction_type="login")

    assert part(stranger, film, "bytes=0-9")[0].status_code == 302
