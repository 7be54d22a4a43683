"""The course pages that every installation gets."""

from courses.content.pages import load

__all__ = ["load"]
