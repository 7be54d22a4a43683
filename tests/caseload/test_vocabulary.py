"""What an effect asks of a form: which questions it can not do without, and which kinds of case it is for."""

from dataclasses import replace

from forms import guard
from tests.casework import shipped_forms

# All other parameters may be left out of a form.
NEEDED = {
    "open_housing_case": {"name"},
    "open_eviction_case": {"name", "address", "landlord", "notice_kind", "causes", "message_on"},
    "assess": {"decision", "reason"},
    "take_case": set(),
    "assign_support": {"colleague", "role"},
    "hand_over": {"colleague"},
    "complete_tasks": {"tasks", "on"},
    "set_stage": {"stage", "on", "reason"},
    "close_case": {"on", "reason"},
    "same_person": {"other"},
    "different_person": {"other"},
    "three_party_meeting": {"meeting_on"},
    "debt_review": {"on"},
    "debt_state": {"debts", "on"},
    "work_plan": {"plan_from"},
    "tick_steps": {"on"},
    "follow_up_plan": {"on"},
    "offer_home": {"on", "dwelling", "answer"},
    "move_in": {"on", "dwelling", "kind"},
    "take_over_lease": {"on"},
    "move_out": {"on", "reason"},
    "leave_queue": {"on", "reason", "back"},
    "eviction_step": {"on"},
    "confirm_enforcement": {"confirmed_on"},
    "record_event": set(),
    "home_visit": {"on"},
    "follow_up": {"on"},
    "dialogue_interview": {"on"},
}


def without(schema, binding, name):
    """The form with only this effect, and nothing that gives it the parameter."""
    arguments = {each: key for each, key in binding.arguments.items() if each != name}
    return replace(schema, bindings=(replace(binding, arguments=arguments),))


def test_a_form_that_leaves_out_what_an_effect_needs_is_not_published():
    bindings = [(schema, binding) for schema, _text in shipped_forms() for binding in schema.bindings]
    needed = {binding.effect: set() for _schema, binding in bindings}
    for schema, binding in bindings:
        needed[binding.effect] |= {name for name in binding.arguments if guard.faults(without(schema, binding, name))}

    assert needed == NEEDED
