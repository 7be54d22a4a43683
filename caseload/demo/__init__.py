"""The demo office's cases."""

from caseload.demo.stories import load

__all__ = ["load"]
