"""The pages of handledning, one module for each part."""
