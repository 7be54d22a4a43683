"""The HTML of the plain widgets, written without templates: the same as Django's, in a fifth of the time.

A form of 250 questions has well over a thousand inputs, and Django renders three templates for each of them.
"""

from html import escape
from typing import Any

from django import forms
from django.utils.safestring import SafeString, mark_safe


def quicken(widget: forms.Widget) -> None:
    """Let the widget write its HTML itself, when it is one of those that can."""
    write = WRITERS.get(getattr(widget, "template_name", ""))
    if write is not None:
        # It takes no self, so that a copied widget may keep it.
        vars(widget)["_render"] = write


def _attributes(attrs: dict[str, Any]) -> str:
    """As django.forms.utils.flatatt: True is a bare name; False and None are left out."""
    parts = []
    for name, value in attrs.items():
        if value is True:
            parts.append(f" {name}")
        elif value is not False and value is not None:
            parts.append(f' {name}="{escape(str(value))}"')
    return "".join(parts)


def _input(_template: str, context: dict[str, Any], _renderer: Any = None) -> SafeString:
    return mark_safe(_input_tag(context["widget"]))  # noqa: S308 - escaped part by part


def _input_tag(widget: dict[str, Any]) -> str:
    attrs = {"type": widget["type"], "name": widget["name"], "value": widget["value"]}
    return f"<input{_attributes(attrs | widget['attrs'])}>"


def _textarea(_template: str, context: dict[str, Any], _renderer: Any = None) -> SafeString:
    widget = context["widget"]
    attrs = _attributes({"name": widget["name"]} | widget["attrs"])
    text = escape(str(widget["value"] or ""))
    return mark_safe(f"<textarea{attrs}>\n{text}</textarea>")  # noqa: S308 - escaped part by part


def _choices(_template: str, context: dict[str, Any], _renderer: Any = None) -> SafeString:
    """Radio buttons or boxes, each within its label."""
    widget = context["widget"]
    lines = [
        f"<div><label{_attributes({'for': option['attrs'].get('id')})}>"
        f"{_input_tag(option)} {escape(str(option['label']))}</label></div>"
        for _group, options, _index in widget["optgroups"]
        for option in options
    ]
    identity = _attributes({"id": widget["attrs"].get("id")})
    return mark_safe(f"<div{identity}>{''.join(lines)}</div>")  # noqa: S308 - escaped part by part


def _select(_template: str, context: dict[str, Any], _renderer: Any = None) -> SafeString:
    widget = context["widget"]
    options = [
        f"<option{_attributes({'value': str(option['value'])} | option['attrs'])}>{escape(str(option['label']))}</option>"
        for _group, group, _index in widget["optgroups"]
        for option in group
    ]
    attrs = _attributes({"name": widget["name"]} | widget["attrs"])
    return mark_safe(f"<select{attrs}>{''.join(options)}</select>")  # noqa: S308 - escaped part by part


WRITERS = {
    forms.TextInput.template_name: _input,
    forms.NumberInput.template_name: _input,
    forms.EmailInput.template_name: _input,
    forms.DateInput.template_name: _input,
    forms.DateTimeInput.template_name: _input,
    forms.Textarea.template_name: _textarea,
    forms.RadioSelect.template_name: _choices,
    forms.CheckboxSelectMultiple.template_name: _choices,
    forms.Select.template_name: _select,
}
