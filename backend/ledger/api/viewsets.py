"""The public log as JSON, read only and for everybody. /log/ serves it as C2SP tlog-tiles, for mirrors.

It shows only entries that a checkpoint covers.
"""

from __future__ import annotations

import base64

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import permissions, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.api.validation import validated_query
from backend.ledger import checkpoints
from backend.ledger.api.serializers import (
    CheckpointSerializer,
    ConsistencyQuerySerializer,
    LogConsistencySerializer,
    LogEntrySerializer,
    LogProofSerializer,
    ProofQuerySerializer,
)
from backend.ledger.kinds import leaf_of
from backend.ledger.models import Checkpoint, Leaf
from backend.ledger.proofs import NotThere, Tree

INDEX = OpenApiParameter(
    name="index", location=OpenApiParameter.PATH, type=int, description="The entry's index, from 0"
)


def _text(hashed: bytes) -> str:
    return base64.b64encode(hashed).decode()


def _latest() -> Checkpoint:
    checkpoint = checkpoints.latest()
    if checkpoint is None:
        raise Http404
    return checkpoint


class LogViewSet(viewsets.GenericViewSet):
    """Get the newest checkpoint of the public log, and proofs that the log continues an older tree."""

    permission_classes = [permissions.AllowAny]
    queryset = Checkpoint.objects.none()
    pagination_class = None
    filter_backends = []

    @extend_schema(responses=CheckpointSerializer)
    @action(detail=False, methods=["get"])
    def checkpoint(self, request: Request) -> Response:
        """Return the newest checkpoint with its signatures. 404 until the log signed for the first time."""
        latest = _latest()
        rows = list(latest.signatures.order_by("id"))
        witnesses = {row.key: row for row in rows if not row.key.startswith(f"{latest.origin}+")}
        own = [row.signed_at for row in rows if row.signed_at and row.key not in witnesses]
        data = {
            "origin": latest.origin,
            "size": latest.size,
            "root": _text(bytes(latest.root)),
            "signed_at": max(own, default=None),
            "witnesses": list(witnesses.values()),
            "note": checkpoints.note_of(latest),
        }
        return Response(CheckpointSerializer(data).data)

    @extend_schema(parameters=[ConsistencyQuerySerializer], responses=LogConsistencySerializer)
    @action(detail=False, methods=["get"])
    def consistency(self, request: Request) -> Response:
        """Return the proof that the tree of `second` entries continues the tree of `first` entries.

        404 if `first` is more than `second`, or `second` more than the entries of the newest checkpoint.
        """
        query = validated_query(ConsistencyQuerySerializer, request)
        size = _latest().size
        first, second = query["first"], query.get("second", size)
        if not first <= second <= size:
            raise Http404
        path = Tree().consistency(first, second)
        return Response({"first": first, "second": second, "path": [_text(each) for each in path]})


class LogEntryViewSet(viewsets.GenericViewSet):
    """Get entries of the public log by their index, and proofs that the log contains them."""

    permission_classes = [permissions.AllowAny]
    queryset = Leaf.objects.none()
    lookup_field = "index"
    lookup_value_converter = "int"
    pagination_class = None
    filter_backends = []

    @extend_schema(parameters=[INDEX], responses=LogEntrySerializer)
    def retrieve(self, request: Request, index: int) -> Response:
        """Return the text of the entry's leaf and its hash.

        The leaf of an entry about a person has only a pin (sealed).
        """
        leaf, _size = self._leaf(index)
        salt = None if leaf.salt is None else bytes(leaf.salt)
        data = {
            "index": leaf.index,
            "leaf": leaf_of(leaf.entry.body, salt).decode(),
            "leaf_hash": _text(bytes(leaf.hash)),
            "sealed": salt is not None,
        }
        return Response(data)

    @extend_schema(parameters=[INDEX, ProofQuerySerializer], responses=LogProofSerializer)
    @action(detail=True, methods=["get"])
    def proof(self, request: Request, index: int) -> Response:
        """Return the inclusion path from the entry to the root of the tree of `size` entries.

        404 if the entry isn't in that tree, or if the newest checkpoint has fewer than `size` entries.
        """
        query = validated_query(ProofQuerySerializer, request)
        leaf, signed = self._leaf(index)
        size = query.get("size", signed)
        if size > signed:
            raise Http404
        tree = Tree()
        try:
            path, root = tree.inclusion(leaf.index, size), tree.root(size)
        except NotThere:
            raise Http404 from None
        data = {
            "index": leaf.index,
            "size": size,
            "leaf_hash": _text(bytes(leaf.hash)),
            "root": _text(root),
            "path": [_text(each) for each in path],
        }
        return Response(data)

    def _leaf(self, index: int) -> tuple[Leaf, int]:
        size = _latest().size
        leaf = Leaf.objects.select_related("entry").filter(index=index).first() if index < size else None
        if leaf is None:
            raise Http404
        return leaf, size
