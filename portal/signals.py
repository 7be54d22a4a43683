"""What one app tells any other that wants to know, without knowing who listens."""

from django.dispatch import Signal

# A page shows other words than before, though nobody published it: a text that pages share, or a word of the glossary,
# was changed. Sent with `page_id`, in the transaction of the change.
page_text_changed = Signal()
