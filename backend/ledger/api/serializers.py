from __future__ import annotations

from rest_framework import serializers

HASH = "Base64 of 32 bytes"


class WitnessSerializer(serializers.Serializer):
    key = serializers.CharField(help_text="Verifier key: name+id+base64")
    signed_at = serializers.DateTimeField(allow_null=True)


# A field, as in every serializer; the base class has a property named root.
class CheckpointSerializer(serializers.Serializer):
    origin = serializers.CharField(help_text="The log's name")
    size = serializers.IntegerField(min_value=0, help_text="Entries in the tree")
    root = serializers.CharField(help_text=HASH)  # type: ignore[assignment]
    signed_at = serializers.DateTimeField(
        allow_null=True, help_text="When the log last signed this checkpoint"
    )
    witnesses = WitnessSerializer(many=True, help_text="Witnesses that cosigned it (cosignature/v1)")
    note = serializers.CharField(help_text="The signed note (C2SP tlog-checkpoint): store and verify this")


class LogEntrySerializer(serializers.Serializer):
    index = serializers.IntegerField(min_value=0)
    leaf = serializers.CharField(help_text="The exact text whose hash is the leaf; canonical JSON (RFC 8785)")
    leaf_hash = serializers.CharField(help_text=f"{HASH}: SHA-256(0x00 || leaf), RFC 6962 §2.1")
    sealed = serializers.BooleanField(
        help_text="The leaf has only the entry's pin, because the entry is about a person"
    )


class LogProofSerializer(serializers.Serializer):
    index = serializers.IntegerField(min_value=0)
    size = serializers.IntegerField(min_value=1)
    leaf_hash = serializers.CharField(help_text=HASH)
    root = serializers.CharField(  # type: ignore[assignment]
        help_text=f"{HASH}, of the tree of `size` entries"
    )
    path = serializers.ListField(
        child=serializers.CharField(help_text=HASH), help_text="The leaf's sibling first (RFC 6962 §2.1.1)"
    )


class LogConsistencySerializer(serializers.Serializer):
    first = serializers.IntegerField(min_value=0)
    second = serializers.IntegerField(min_value=0)
    path = serializers.ListField(child=serializers.CharField(help_text=HASH), help_text="RFC 6962 §2.1.2")


class ProofQuerySerializer(serializers.Serializer):
    size = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2**62,
        help_text="Size of the tree; default: that of the newest checkpoint",
    )


class ConsistencyQuerySerializer(serializers.Serializer):
    first = serializers.IntegerField(min_value=0, max_value=2**62, help_text="Size of the older tree")
    second = serializers.IntegerField(
        required=False, min_value=0, max_value=2**62, help_text="Default: the size of the newest checkpoint"
    )
