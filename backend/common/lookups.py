"""Make lookups with numbers that are too large for their column match no row.

Django does so for `field=number`, but not for `field__in` and relations. There SQLite's driver raises
OverflowError and PostgreSQL an error of its own, so a URL or a form with a number of forty digits would give
a server error (500).
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import ForeignObject, IntegerField
from django.db.models.fields.related_lookups import RelatedExact, RelatedIn
from django.db.models.lookups import In


def _fits(lookup: Any, connection: Any, value: Any) -> bool:
    if not isinstance(value, int):
        return True
    field = lookup.lhs.output_field
    while isinstance(field, ForeignObject):
        field = field.path_infos[-1].target_fields[-1]
    if not isinstance(field, IntegerField):
        return True
    low, high = connection.ops.integer_field_range(field.get_internal_type())
    return (low is None or low <= value) and (high is None or value <= high)


class _ThatFitIn:
    """The lookup `in`, but only with values that the column can hold."""

    rhs: Any

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        if self.rhs_is_direct_value():  # type: ignore[attr-defined]
            self.rhs = [value for value in self.rhs if _fits(self, connection, value)]
        return super().process_rhs(compiler, connection)  # type: ignore[misc]


class IntegerIn(_ThatFitIn, In):
    pass


class RelationIn(_ThatFitIn, RelatedIn):
    pass


class RelationExact(RelatedExact):
    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        if not _fits(self, connection, self.rhs):
            raise EmptyResultSet
        return super().process_rhs(compiler, connection)


def register() -> None:
    IntegerField.register_lookup(IntegerIn)
    ForeignObject.register_lookup(RelationIn)
    ForeignObject.register_lookup(RelationExact)
