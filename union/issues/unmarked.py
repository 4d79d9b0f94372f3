"""Columns that take no mark of a state secret, by whatever door the words come: a page, a file, the admin, a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _

from union.issues.markings import marking_in
from union.issues.text_of_files import FileRefused

if TYPE_CHECKING:
    _Field = models.Field
else:
    _Field = object


def require_unmarked(**fields: str) -> None:
    """Raise FileRefused at the first of `fields` whose text bears a mark of a state secret."""
    for field, text in fields.items():
        if mark := marking_in(text):
            raise refused_mark(mark, field)


def refused_mark(mark: str, field: str) -> FileRefused:
    return FileRefused(
        _("Có dấu %(mark)s. Piêu không nhận tài liệu mật. Chị gửi theo đường văn thư mật.") % {"mark": mark},
        field=field,
        code="state_secret",
    )


class _Unmarked(_Field):
    """Refuse a marked text wherever it is written: save, bulk_create, bulk_update and update all pass here.

    Migrations see the plain field.
    """

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Return the prepared value. Raises FileRefused, with the column's name as the field."""
        for text in _texts(value):
            require_unmarked(**{self.name: text})
        return super().get_db_prep_save(value, connection)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        plain = type(self).__mro__[2]
        return name, f"django.db.models.{plain.__name__}", args, kwargs


class UnmarkedChars(_Unmarked, models.CharField):
    pass


class UnmarkedText(_Unmarked, models.TextField):
    pass


class UnmarkedJSON(_Unmarked, models.JSONField):
    """All texts inside are looked at, keys not."""


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for each in inner for text in _texts(each)]
