"""The courses and the demo office that are shipped."""

from uuid import uuid4

import pytest

from courses import actions, content, demo
from courses.models import Attendance, Move, Occasion, Registration
from portal import shipped
from portal.models import User


def test_content_and_demo_load_and_loading_again_changes_nothing(db):
    def everything():
        return [list(model.objects.order_by("pk").values()) for model in (Occasion, Registration, Move, Attendance)]

    # Only what the courses stand on; that all of it loads together is the business of the tests of the portal.
    floor, people = shipped.content()[0], shipped.demo()[0]
    for load in (floor.load, content.load, people.load, demo.load):
        load()
    first = everything()
    content.load()
    demo.load()

    assert everything() == first and all(first)
    assert Registration.objects.waiting().exists() and Registration.objects.filter(state="cancelled").exists()
    done = [each for each in Registration.objects.placed() if each.is_completed]
    assert done and User.objects.get(username="karin")


def test_one_action_is_the_only_door(boskola, occasion_of, person):
    """A member of staff can't be put on boskola, and nobody without account on a training."""
    with pytest.raises(actions.Refused):
        actions.register(occasion=occasion_of(boskola), key=uuid4(), person=person("sara"))
