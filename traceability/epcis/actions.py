"""Named queries of client software (EPCIS 2.0 §8.2.7): store, run by name, delete."""

from __future__ import annotations

import re
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from members.acting import Actor
from traceability.epcis.queries import QueryRefused, find_events, values_of_json
from traceability.models import EpcisEvent, EpcisQuery

MOST_QUERIES = 100
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")


def keep_query(*, actor: Actor, name: Any, query: Any) -> EpcisQuery:
    """Store `query`, a JSON object of parameters, under `name` for the member.

    Raises QueryRefused: bad name or parameter, name taken, too many queries.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise QueryRefused(_("Tên có từ 1 đến 80 chữ cái không dấu, số, gạch nối."), "ValidationException")
    find_events(EpcisEvent.objects.none(), values_of_json(query))
    if EpcisQuery.objects.filter(user=actor.member).count() >= MOST_QUERIES:
        raise QueryRefused(
            _("Nhiều nhất %(n)d câu hỏi có tên.") % {"n": MOST_QUERIES}, "ImplementationException", 409
        )
    try:
        with transaction.atomic():
            return EpcisQuery.objects.create(user=actor.member, name=name, query=query)
    except IntegrityError:
        raise QueryRefused(_("Tên này đã có."), "ResourceAlreadyExistsException", 409) from None


def delete_query(*, actor: Actor, query: EpcisQuery) -> None:
    """Delete the query; deleting a missing one changes nothing."""
    EpcisQuery.objects.filter(user=actor.member, pk=query.pk).delete()
