"""Numbers of the binder: they follow the order of the handbook, stay where they can, and are never used twice."""

from hypothesis import given
from hypothesis import strategies as st

from methods.binder.leaves import span
from methods.binder.numbering import assign, parse, sort_key

ORDERS = st.lists(st.sampled_from("abcdefghij"), unique=True)


def test_a_new_page_between_two_gets_a_letter_and_disturbs_nobody():
    first = assign(["a", "b", "c"], {}, set())

    assert first == {"a": "1", "b": "2", "c": "3"}
    assert assign(["a", "b", "new", "c"], first, set(first.values())) == first | {"new": "2a"}
    assert assign(["a", "b", "c", "new"], first, set(first.values())) == first | {"new": "4"}


def test_a_number_that_somebody_had_is_not_given_again():
    assert assign(["a", "new", "c"], {"a": "1", "c": "3"}, {"1", "2", "2a", "3"}) == {"a": "1", "new": "1a", "c": "3"}


def test_only_the_page_that_moved_gets_a_new_number():
    assert assign(["c", "a", "b"], {"a": "1", "b": "2", "c": "3"}, set()) == {"c": "0a", "a": "1", "b": "2"}


@given(st.lists(ORDERS, min_size=1, max_size=8))
def test_through_any_history_numbers_rise_in_order_and_belong_to_one_page_for_ever(orders):
    owner: dict[str, str] = {}
    existing: dict[str, str] = {}
    for order in orders:
        before, existing = existing, assign(order, existing, set(owner))
        numbers = [parse(existing[key]) for key in order]
        assert numbers == sorted(set(numbers))
        for key, number in existing.items():
            assert before.get(key) == number or number not in owner
            owner[number] = key
        if [key for key in order if key in before] == sorted(before, key=lambda key: parse(before[key])):
            # Only where there is no room between two numbers, as before 1a, must one more give way to a new page.
            assert sum(existing[key] != before[key] for key in before if key in existing) <= len(
                set(order) - set(before)
            )


def test_numbers_sort_as_in_a_statute():
    assert sorted(["3.10", "3.2", "3", "3.2b", "10", "3.2a", "3.3"], key=sort_key) == [
        "3", "3.2", "3.2a", "3.2b", "3.3", "3.10", "10",
    ]  # fmt: skip


def test_sheets_side_by_side_are_one_span():
    assert span([4, 5, 6]) == "4–6"
    assert span([6, 1, 4, 5]) == "1, 4–6"
    assert span([1, 2], "3.2-") == "3.2-1–3.2-2"
    assert span([]) == ""
