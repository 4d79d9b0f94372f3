from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.common.workbooks import MAX_BYTES
from orders.exchanges.actions import MAX_CONSTANT, MAX_WORDS
from orders.exchanges.fields import FIELDS
from orders.exchanges.packages import HEADING_WITHIN, LAST_ROW, MOST_COLUMNS, stripped
from orders.models import ExchangeTemplate

KEYS = [(key, field.label) for key, field in FIELDS.items()]


class ExchangeColumnSerializer(serializers.Serializer):
    """What fills a column: a value of each product (`field`), or the same `text` in every row."""

    column = serializers.IntegerField(
        min_value=1, max_value=MOST_COLUMNS, help_text="Number of the column: 3 is C"
    )
    field = serializers.ChoiceField(choices=KEYS, required=False, help_text="A key of exchanges/fields/")
    text = serializers.CharField(max_length=MAX_CONSTANT, required=False)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if ("field" in data) == ("text" in data):
            raise serializers.ValidationError({"field": [_("Ghi một trường, hoặc một chữ cố định.")]})
        return data


class ExchangeSerializer(serializers.ModelSerializer):
    """An exchange's empty file and what fills its columns.

    `columns` is empty while nothing is mapped; the file can't be filled then.
    """

    columns = serializers.SerializerMethodField()
    headings = serializers.SerializerMethodField()

    class Meta:
        model = ExchangeTemplate
        fields = [
            "ref",
            "name",
            "file_name",
            "sheet",
            "heading_row",
            "first_row",
            "headings",
            "columns",
            "changed_at",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField(allow_blank=True)))
    def get_headings(self, template: ExchangeTemplate) -> list[str]:
        return stripped(template.headings)

    @extend_schema_field(ExchangeColumnSerializer(many=True))
    def get_columns(self, template: ExchangeTemplate) -> list[dict[str, Any]]:
        rows = [{"column": int(column), "field": key} for column, key in template.columns.items()]
        rows += [{"column": int(column), "text": text} for column, text in template.constants.items()]
        return sorted(rows, key=lambda each: each["column"])


class ExchangeFileSerializer(serializers.Serializer):
    file = serializers.FileField(help_text=".xlsx of at most 5 MB, without signature and macros")

    def validate_file(self, file: UploadedFile) -> UploadedFile:
        if (file.size or 0) > MAX_BYTES:
            raise serializers.ValidationError(_("Tệp lớn quá 5 MB."), code="too_large")
        return file


class NewExchangeSerializer(ExchangeFileSerializer):
    name = serializers.CharField(max_length=80)


class ReplacedExchangeSerializer(serializers.Serializer):
    exchange = ExchangeSerializer()
    changes = serializers.ListField(
        child=serializers.CharField(),
        help_text="Differences from the mapped sheet, as messages; if there are any, map the columns again",
    )


class ExchangeMappingSerializer(serializers.Serializer):
    sheet = serializers.CharField(max_length=31)
    heading_row = serializers.IntegerField(min_value=1, max_value=HEADING_WITHIN)
    first_row = serializers.IntegerField(
        min_value=2, max_value=LAST_ROW, help_text="The first row to fill in"
    )
    columns = ExchangeColumnSerializer(many=True, allow_empty=False)

    def validate_columns(self, columns: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len({each["column"] for each in columns}) < len(columns):
            raise serializers.ValidationError(_("Mỗi cột chỉ ghi một lần."), code="twice")
        return columns


class SheetRowSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    cells = serializers.ListField(child=serializers.CharField(allow_blank=True))


class SheetLookSerializer(serializers.Serializer):
    name = serializers.CharField()
    rows = SheetRowSerializer(many=True, help_text=f"Rows with content among the first {HEADING_WITHIN}")


class ExchangeFieldSerializer(serializers.Serializer):
    key = serializers.CharField()
    # A field, as in every serializer; the base class has an attribute of this name.
    label = serializers.CharField()  # type: ignore[assignment]


class AskedWordsSerializer(serializers.Serializer):
    """A column whose drop-down list lacks some values of the caller's products.

    Its cells stay empty for these products until the values are mapped.
    """

    column = serializers.IntegerField()
    ours = serializers.ListField(child=serializers.CharField())
    theirs = serializers.ListField(
        child=serializers.CharField(allow_blank=True), help_text="The words in the drop-down list"
    )


class ExchangeWordSerializer(serializers.Serializer):
    column = serializers.IntegerField(min_value=1, max_value=MOST_COLUMNS)
    ours = serializers.CharField(max_length=200)
    theirs = serializers.CharField(max_length=500, allow_blank=True, help_text="Empty removes the mapping")


class ExchangeWordsSerializer(serializers.Serializer):
    words = ExchangeWordSerializer(many=True, allow_empty=False)

    def validate_words(self, words: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len(words) > MAX_WORDS:
            raise serializers.ValidationError(_("Một cột nhận nhiều nhất 500 chữ."), code="words_many")
        return words
