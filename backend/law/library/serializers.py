"""What the API shows of documents, provisions and changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.law import ports
from backend.law.library.enums import ProvisionKind, ReadState, Standing
from backend.law.library.history import standing_of
from backend.law.library.models import Change, Document, Provision, ProvisionText
from backend.law.library.read_states import reading_of
from backend.law.library.references import BadReference, Ref, parse_ref
from backend.law.library.standings import events_by_provision, node_of


class DayQuery(serializers.Serializer):
    day = serializers.DateField(required=False, help_text="2025-06-30; without it: today")


class ProvisionsQuery(DayQuery):
    ref = serializers.CharField(
        required=False,
        max_length=40,
        help_text="A place and all below it, such as 81 or 81(2)(đ); without it: the whole document",
    )

    def validate_ref(self, value: str) -> Ref:
        try:
            return parse_ref(value)
        except BadReference as error:
            raise serializers.ValidationError(error.message, "law_reference") from error


class LawDocumentSerializer(serializers.ModelSerializer):
    """A document as the library knows it. `state`: whether Piêu's operator read its text, and `read_date` when."""

    uri = serializers.CharField(help_text="FRBR URI of the work")
    source_url = serializers.CharField(read_only=True, help_text="Where it was read; may be empty")

    class Meta:
        model = Document
        fields = [
            "slug", "number", "kind", "name", "title", "issuer", "issued_date", "valid_from_date", "valid_to_date",
            "state", "read_date", "source_name", "source_url", "source_sha256", "uri",
        ]  # fmt: skip
        read_only_fields = fields


class LawDocumentOfDaySerializer(LawDocumentSerializer):
    """A document on a day."""

    day = serializers.SerializerMethodField()
    standing = serializers.SerializerMethodField()

    class Meta(LawDocumentSerializer.Meta):
        fields = [*LawDocumentSerializer.Meta.fields, "day", "standing"]
        read_only_fields = fields

    def get_day(self, document: Document) -> dt.date:
        return self.context["day"]

    @extend_schema_field(serializers.ChoiceField(choices=Standing.choices))
    def get_standing(self, document: Document) -> str:
        return str(self.context["standing"])


class LawWordsSerializer(serializers.Serializer):
    """The own words of a provision, without its number and without the provisions below it."""

    text = serializers.CharField()
    from_date = serializers.DateField()
    to_date = serializers.DateField(allow_null=True, help_text="The last day; null: no other words are known")
    sha256 = serializers.CharField(help_text="Of the composed text, white space folded")
    citations = serializers.ListField(child=serializers.CharField(), help_text="Such as 52/2014/QH13 81(2)")


class LawReadingSerializer(serializers.Serializer):
    """Who has read a provision: nobody, the operator, or a lawyer as it reads today."""

    state = serializers.ChoiceField(choices=ReadState.choices)
    source_name = serializers.CharField(help_text="Where the operator read the document; may be empty")
    read_date = serializers.DateField(allow_null=True, help_text="When the operator read the document")


class LawProvisionSerializer(serializers.Serializer):
    """A provision on a day. `words` is null if the library holds none, or none of that day."""

    eid = serializers.CharField(help_text="Akoma Ntoso: art_81__cl_2")
    ref = serializers.CharField(help_text="81(2); empty for parts, chapters and sections")
    kind = serializers.ChoiceField(choices=ProvisionKind.choices)
    number = serializers.CharField()
    title = serializers.CharField()
    # A field, as in every serializer; the base class has an attribute of this name.
    parent = serializers.CharField(allow_null=True, help_text="Eid of its holder")  # type: ignore[assignment]
    standing = serializers.ChoiceField(choices=Standing.choices)
    words = LawWordsSerializer(allow_null=True)
    reading = LawReadingSerializer(help_text="`lawyer` only for the words of today")


class LawChangeSerializer(serializers.ModelSerializer):
    """What a document did to another one, or to a provision of it, from a day on."""

    document = serializers.CharField(source="document.number")
    ref = serializers.SerializerMethodField(help_text="The changed place; empty: the whole document")
    by_document = serializers.SerializerMethodField(help_text="The number of the document that changed it")

    class Meta:
        model = Change
        fields = [
            "id", "kind", "document", "ref", "by_document", "by_ref", "from_date", "to_date", "note", "source",
            "recorded_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_ref(self, change: Change) -> str:
        return (change.provision.ref or change.provision.eid) if change.provision else ""

    def get_by_document(self, change: Change) -> str | None:
        return change.by_document.number if change.by_document else None


def provision_rows(document: Document, rows: Iterable[Provision], day: dt.date) -> list[dict[str, Any]]:
    """Return the rows of LawProvisionSerializer. Three queries, up to four more where a lawyer has read; `rows` need their holders selected."""
    provisions = list(rows)
    events = events_by_provision(document.pk)
    texts = {
        text.provision_id: text for text in ProvisionText.objects.on(day).filter(provision__in=provisions)
    }
    by_lawyer = ports.read_by_lawyer(provisions) if day == timezone.localdate() else set()
    whole = node_of(document, events.get(None, ()))
    return [
        {
            "eid": row.eid,
            "ref": row.ref,
            "kind": row.kind,
            "number": row.number,
            "title": row.title,
            "parent": row.parent.eid if row.parent else None,
            "standing": standing_of(
                [*(node_of(each, events.get(each.pk, ())) for each in row.path()), whole], day
            ),
            "words": _words(texts.get(row.pk)),
            "reading": reading_of(document, row, by_lawyer),
        }
        for row in provisions
    ]


def _words(text: ProvisionText | None) -> dict[str, Any] | None:
    if text is None:
        return None
    return {
        "text": text.text,
        "from_date": text.valid_from_date,
        "to_date": text.valid_to_date,
        "sha256": text.sha256,
        "citations": list(dict.fromkeys(cited for _start, _length, cited in sorted(text.mentions))),
    }
