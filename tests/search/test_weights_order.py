"""Entries stand in the order of the sections, whatever is put again: ranking looks for a section's entry by halves."""

from search.analysis.words import analyse
from search.documents import document
from search.evaluation import own_index


def section(number, text):
    return document(id=number, access="public", kind="", heading="", title="", text=text)


def test_a_section_that_is_put_again_stands_in_its_old_place(db):
    with own_index("sqlite") as store:
        for number in range(1, 6):
            store.put(section(number, "Hyran betalas."))
        store.flush()
        store.put(section(2, "Hyran betalas i tid."))
        store.put(section(1, "Hyran."))
        store.flush()
        rent = analyse("hyran").canon
        found = store.weights.read([rent], ["public"])[rent]

    places = [entry >> 20 for entry in found[0].packed]
    assert places == [1, 2, 3, 4, 5]
