"""What handledning comes with: the themes a session can have."""
