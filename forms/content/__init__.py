"""The forms that every installation gets, one TOML file each."""

from forms.content.loader import load

__all__ = ["load"]
