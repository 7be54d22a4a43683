from django import forms


class ReviewForm(forms.Form):
    """What an editor may add when a chapter was reviewed."""

    note = forms.CharField(
        label="Anteckning",
        help_text="Till exempel vad du kontrollerade. Skriv inget om någon enskild person.",
        max_length=500,
        required=False,
        error_messages={"max_length": "Skriv högst 500 tecken. Nu är det %(show_value)d."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
