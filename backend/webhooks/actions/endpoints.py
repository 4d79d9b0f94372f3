from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.posting import checked_url
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from backend.webhooks import signing, types
from backend.webhooks.auditing import subject_of
from backend.webhooks.enums import MOST_ENDPOINTS, OLD_SECRET_LIVES, SENT_AGAIN, OffReason
from backend.webhooks.models import Endpoint
from backend.webhooks.rules import may_manage_webhooks
from backend.webhooks.sending import switch_off
from members.acting import Actor
from members.rules import require
from products.models import Producer


class WebhookError(DomainError):
    """The values of an endpoint are not valid, or its state doesn't allow the action."""


@transaction.atomic
def add_endpoint(
    *, actor: Actor, producer: Producer | None, url: str, kinds: Iterable[str]
) -> tuple[Endpoint, str]:
    """Add an endpoint: `url` gets the messages of `kinds` for `producer`, or for all producers if None.

    Return (endpoint, secret). The secret is shown once; if the response is lost, the secret is lost. So an
    equal request within ten minutes returns the endpoint with a new secret, unless something was delivered
    with the first.
    Raises NotAllowed (also while acting on behalf), WebhookError, AddressRefused.
    """
    require(not actor.is_helping and may_manage_webhooks(actor.member, producer))
    url, kinds = checked_url(url), _checked_kinds(kinds)
    if producer is not None:
        producer = Producer.objects.select_for_update().get(pk=producer.pk)
    again = Endpoint.objects.filter(
        producer=producer,
        url=url,
        created_by=actor.by,
        heard_at=None,
        created_at__gt=timezone.now() - SENT_AGAIN,
    )
    if (lost := again.select_for_update().order_by("-pk").first()) is not None and lost.kinds == kinds:
        secret = signing.new_secret()
        lost.sealed_secret = signing.seal(secret)
        lost.save(update_fields=["sealed_secret"])
        _append_entry(actor, "webhook.secret", lost, {})
        return lost, signing.encode_secret(secret)
    if Endpoint.objects.filter(producer=producer).count() >= MOST_ENDPOINTS:
        raise WebhookError(_("Nhiều nhất %(n)d nơi nhận tin.") % {"n": MOST_ENDPOINTS}, code="webhook_most")
    secret = signing.new_secret()
    endpoint = Endpoint.objects.create(
        producer=producer,
        url=url,
        kinds=kinds,
        sealed_secret=signing.seal(secret),
        created_by=actor.by,
    )
    _append_entry(actor, "webhook.added", endpoint, {"kinds": endpoint.kinds})
    return endpoint, signing.encode_secret(secret)


@transaction.atomic
def change_endpoint(
    *, actor: Actor, endpoint: Endpoint, url: str | None = None, kinds: Iterable[str] | None = None
) -> Endpoint:
    """Change the endpoint's URL or its kinds of events, from the next event on.

    Raises NotAllowed, WebhookError, AddressRefused.
    """
    endpoint = _lock_endpoint(actor, endpoint)
    before = (endpoint.url, endpoint.kinds)
    if url is not None:
        endpoint.url = checked_url(url)
    if kinds is not None:
        endpoint.kinds = _checked_kinds(kinds)
    if (endpoint.url, endpoint.kinds) != before:
        endpoint.save(update_fields=["url", "kinds"])
        _append_entry(actor, "webhook.changed", endpoint, {"kinds": endpoint.kinds})
    return endpoint


@transaction.atomic
def renew_secret(*, actor: Actor, endpoint: Endpoint) -> str:
    """Replace the endpoint's secret and return the new one, which is shown once. Raises NotAllowed.

    Messages are also signed with the old secret for a day, so that the receiver can change it without loss.
    """
    endpoint = _lock_endpoint(actor, endpoint)
    secret = signing.new_secret()
    endpoint.sealed_old, endpoint.old_until = endpoint.sealed_secret, timezone.now() + OLD_SECRET_LIVES
    endpoint.sealed_secret = signing.seal(secret)
    endpoint.save(update_fields=["sealed_secret", "sealed_old", "old_until"])
    _append_entry(actor, "webhook.secret", endpoint, {})
    return signing.encode_secret(secret)


def secret_of(*, actor: Actor, endpoint: Endpoint) -> str:
    """Return the endpoint's current secret as text, for a repeated request. Raises NotAllowed, SecretLost."""
    require(not actor.is_helping and may_manage_webhooks(actor.member, endpoint.producer))
    return signing.encode_secret(signing.unseal(endpoint.sealed_secret))


@transaction.atomic
def turn_off(*, actor: Actor, endpoint: Endpoint) -> Endpoint:
    """Turn an endpoint off. Its waiting deliveries become failed. Raises NotAllowed."""
    endpoint = _lock_endpoint(actor, endpoint)
    if endpoint.is_on:
        switch_off(endpoint, OffReason.HAND)
        _append_entry(actor, "webhook.off", endpoint, {})
    return endpoint


@transaction.atomic
def turn_on(*, actor: Actor, endpoint: Endpoint) -> Endpoint:
    """Turn an endpoint on: it gets the messages of events from now on. Raises NotAllowed."""
    endpoint = _lock_endpoint(actor, endpoint)
    if not endpoint.is_on:
        endpoint.is_on, endpoint.off_reason, endpoint.off_at = True, "", None
        endpoint.save(update_fields=["is_on", "off_reason", "off_at"])
        _append_entry(actor, "webhook.on", endpoint, {})
    return endpoint


@transaction.atomic
def remove_endpoint(*, actor: Actor, endpoint: Endpoint) -> None:
    """Delete an endpoint with its secret and deliveries. Raises NotAllowed."""
    endpoint = _lock_endpoint(actor, endpoint)
    _append_entry(actor, "webhook.removed", endpoint, states(gone=[endpoint]))
    endpoint.delete()


def _lock_endpoint(actor: Actor, endpoint: Endpoint) -> Endpoint:
    """Return the endpoint, locked. Raises NotAllowed."""
    endpoint = Endpoint.objects.select_for_update(of=("self",)).select_related("producer").get(pk=endpoint.pk)
    require(not actor.is_helping and may_manage_webhooks(actor.member, endpoint.producer))
    return endpoint


def _checked_kinds(kinds: Iterable[str]) -> list[str]:
    chosen = set(kinds)
    if not chosen:
        raise WebhookError(_("Chị chọn ít nhất một việc."), field="kinds", code="webhook_kinds")
    if unknown := sorted(kind for kind in chosen if types.get(kind) is None):
        raise WebhookError(
            _("Không có việc này: %(kinds)s") % {"kinds": ", ".join(unknown)[:100]},
            field="kinds",
            code="webhook_kind_unknown",
        )
    return [kind for kind, _title in types.choices() if kind in chosen]


def _append_entry(actor: Actor, kind: str, endpoint: Endpoint, payload: dict[str, Any]) -> None:
    # With a pin of the URL: it may contain a key of the receiver.
    append_entry(
        kind=kind,
        subject=subject_of(endpoint),
        payload={"endpoint": endpoint.pk, **(states(endpoint) | payload)},
        **actor.ledger_refs(),
    )
