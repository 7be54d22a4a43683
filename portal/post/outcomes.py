class Later(Exception):
    """Not sent, but worth another try. The text is a name of what happened, without addresses."""


class Never(Exception):
    """Not sent, and another try would not help."""
