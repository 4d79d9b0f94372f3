from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.common.workbooks import MAX_BYTES
from products.imports.enums import RowState
from products.imports.pictures import MAX_ARCHIVE_BYTES
from products.models import ImportRow, ProductImport

BIG = 2**31 - 1


class RowCountsSerializer(serializers.Serializer):
    """Number of the import's rows in each state."""

    good = serializers.IntegerField(help_text="Rows that would create a product")
    wrong = serializers.IntegerField(help_text="Rows with an invalid cell; they are not imported")
    known = serializers.IntegerField(help_text="Rows equal to an existing product")
    changes = serializers.IntegerField(help_text="Rows that would change an existing product")
    made = serializers.IntegerField()
    changed = serializers.IntegerField()
    undone = serializers.IntegerField()


class ProductImportSerializer(serializers.ModelSerializer):
    """Import of a spreadsheet.

    `checked`: no product is made yet. `running`, `undoing`: `rows` shows the progress.
    """

    rows = serializers.SerializerMethodField()

    class Meta:
        model = ProductImport
        fields = ["ref", "producer", "state", "file_name", "rows", "error", "created_at", "ended_at"]
        read_only_fields = fields

    @extend_schema_field(RowCountsSerializer)
    def get_rows(self, run: ProductImport) -> dict[str, int]:
        counts = self.context["counts"].get(run.pk, {})
        return {state.value: counts.get(state.value, 0) for state in RowState}


class CellErrorSerializer(serializers.Serializer):
    cell = serializers.CharField(help_text="Name in the spreadsheet, such as B3")
    heading = serializers.CharField()
    detail = serializers.CharField(help_text="A message for people")


class ImportRowSerializer(serializers.ModelSerializer):
    """Row of the spreadsheet, and the product that it creates, created or changes."""

    values = serializers.DictField(
        source="fields",
        child=serializers.JSONField(),
        read_only=True,
        help_text="Fields of the product, named as in products/",
    )
    offer = serializers.DictField(
        child=serializers.JSONField(), read_only=True, help_text="The product's first offer"
    )
    changes = serializers.DictField(
        child=serializers.ListField(child=serializers.JSONField(allow_null=True)), read_only=True,
        help_text="Changes to an existing product: {field: [before, after]}",
    )  # fmt: skip
    beside = serializers.DictField(
        child=serializers.ListField(child=serializers.JSONField(allow_null=True)), read_only=True,
        help_text="Changes to amount, offers and photos: {name: [before, after]}; applied only if start/ requests it",
    )  # fmt: skip
    photos = serializers.ListField(
        child=serializers.CharField(),
        read_only=True,
        help_text="Names of files that the zip still has to bring",
    )
    notes = serializers.ListField(
        child=serializers.CharField(),
        read_only=True,
        help_text="Messages about what the row leaves unchanged",
    )
    wrong_cells = serializers.SerializerMethodField()

    class Meta:
        model = ImportRow
        fields = [
            "line",
            "state",
            "name",
            "values",
            "quantity",
            "unit",
            "photos",
            "offer",
            "changes",
            "beside",
            "notes",
            "wrong_cells",
            "product",
        ]
        read_only_fields = fields

    @extend_schema_field(CellErrorSerializer(many=True))
    def get_wrong_cells(self, row: ImportRow) -> list[dict[str, str]]:
        return [
            {"cell": cell, "heading": heading, "detail": detail}
            for cell, (heading, detail) in row.errors.items()
        ]


class NewImportSerializer(serializers.Serializer):
    """Spreadsheet of products and, if it names photos, a zip of them.

    The zip is sent whole (`photos`) or in pieces (`zip`).
    """

    producer = serializers.IntegerField(min_value=1, max_value=BIG)
    file = serializers.FileField(
        help_text=".xlsx or CSV, at most 5,000 rows and 5 MB; template/ returns one to fill in"
    )
    photos = serializers.FileField(required=False, help_text="A zip of at most 18 MB")
    zip = serializers.UUIDField(required=False, help_text="The key from zips/, instead of a file")

    def validate_file(self, file: UploadedFile) -> UploadedFile:
        if (file.size or 0) > MAX_BYTES:
            raise serializers.ValidationError(_("Tệp lớn quá 5 MB."), code="too_large")
        return file

    def validate_photos(self, file: UploadedFile) -> UploadedFile:
        if (file.size or 0) > MAX_ARCHIVE_BYTES:
            raise serializers.ValidationError(
                _("Tệp zip lớn quá 18 MB: chị gửi từng khúc."), code="zip_large"
            )
        return file

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if "photos" in data and "zip" in data:
            raise serializers.ValidationError({"zip": [_("Chị gửi một tệp zip thôi.")]})
        return data


class StartImportSerializer(serializers.Serializer):
    with_beside = serializers.BooleanField(
        default=False,
        help_text="Also apply the changes in `beside`: amounts, offers and photos of existing products",
    )


class ZipSerializer(serializers.Serializer):
    key = serializers.UUIDField()
    offset = serializers.IntegerField(help_text="Number of bytes received")
