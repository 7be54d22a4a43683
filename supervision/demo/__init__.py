"""The demo office's handledning."""

from supervision.demo.office import load

__all__ = ["load"]
