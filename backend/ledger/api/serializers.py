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
    signed_at = serializers.DateTimeField(allow_null=True, help_text="When the log itself last said so")
    witnesses = WitnessSerializer(many=True, help_text="Whose cosignatures (cosignature/v1) stand under it")
    note = serializers.CharField(
        help_text="The signed note itself (C2SP tlog-checkpoint): what to keep and to verify"
    )


class LogEntrySerializer(serializers.Serializer):
    index = serializers.IntegerField(min_value=0)
    leaf = serializers.CharField(help_text="The exact text whose hash is the leaf; canonical JSON (RFC 8785)")
    leaf_hash = serializers.CharField(help_text=f"{HASH}: SHA-256(0x00 || leaf), RFC 6962 §2.1")
    sealed = serializers.BooleanField(help_text="The leaf tells only the entry's pin: it is about a person")


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
        help_text="Of the tree; without it that of the newest checkpoint",
    )


class ConsistencyQuerySerializer(serializers.Serializer):
    first = serializers.IntegerField(min_value=0, max_value=2**62, help_text="Size of the older tree")
    second = serializers.IntegerField(
        required=False, min_value=0, max_value=2**62, help_text="Without it that of the newest checkpoint"
    )
