"""Need to know, kept by the manager: a query for sensitive rows that names no user raises instead of answering.

Use `.visible_to(user)` in views, or `.unscoped(reason)` in code that works for the system (projection, verification).
Rows reached from an object that was itself fetched with access (`case.tasks`) need nothing more.
"""

from typing import Any, Self

from django.db import models


class UnscopedQuery(RuntimeError):
    """Somebody forgot for whom the rows are fetched."""


class ScopedQuerySet(models.QuerySet):
    """Subclasses define `visible_to(user)` and return `self.filter(...).scoped()`."""

    _is_scoped = False

    def scoped(self) -> Self:
        clone = self._chain()  # type: ignore[attr-defined] # Django's own hook, not in the stubs
        clone._is_scoped = True
        return clone

    def visible_to(self, user: Any) -> Self:
        raise NotImplementedError(f"{type(self).__name__} must say what a user may see.")

    def unscoped(self, reason: str) -> Self:
        """Every row. `reason` says in the code why no user is asked; it must not be empty."""
        if not reason:
            raise UnscopedQuery("Say why the query needs no user.")
        return self.scoped()

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc] # the same
        clone._is_scoped = self._is_scoped
        return clone

    def _check_scope(self) -> None:
        if not self._is_scoped and "instance" not in self._hints:  # type: ignore[attr-defined] # the same
            raise UnscopedQuery(
                f"{self.model.__name__}: use .visible_to(user), or .unscoped(reason) when the system itself asks."
            )

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._check_scope()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        self._check_scope()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        if self._result_cache is None:
            self._check_scope()
        return super().count()

    def exists(self) -> bool:
        if self._result_cache is None:
            self._check_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._check_scope()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._check_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._check_scope()
        return super().delete()
