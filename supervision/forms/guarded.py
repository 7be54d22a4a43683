"""Free text passes the identity guard; a finding can be rewritten or confirmed."""

from typing import Any

from django import forms

from supervision import identity_guard


def offer(form: Any, field: str, choices: Any) -> None:
    """Set what a model field may be chosen from."""
    form.fields[field].queryset = choices


class GuardedForm(forms.Form):
    """`guarded` names the free-text fields; `allowed` are colleagues who may be named."""

    guarded: tuple[str, ...] = ()
    confirmed = forms.BooleanField(
        label="Jag har läst varje ställe. Inget av dem pekar ut en klient.", required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, allowed: list[str] | None = None, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        self.allowed = allowed or []
        self.findings: list[identity_guard.Finding] = []
        self.masked: dict[str, str] = {}  # texts in which something was found, without what was found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.guarded:
            text = cleaned.get(name) or ""
            found = identity_guard.find(text, allowed=self.allowed)
            self.findings += found
            if found and not cleaned.get("confirmed"):
                self.masked[name] = identity_guard.masked(text, found)
                self.add_error(
                    name, [f"”{each.text}” {each.label}. Skriv om, eller intyga längst ner." for each in found]
                )
        if self.findings:
            self.fields["confirmed"].widget = forms.CheckboxInput()
        return cleaned
