"""The pages of the floor that every installation has."""

from portal.content.pages import load

__all__ = ["load"]
