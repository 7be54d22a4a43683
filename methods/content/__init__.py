"""The handbook that every office gets: pages, glossary and rules of law, in TOML files beside this one."""

from methods.content.loader import load
from methods.content.source import ContentError

__all__ = ["ContentError", "load"]
