"""{% idempotency_key %} inside a form: the hidden key that lets a phone send it twice without harm."""

from __future__ import annotations

import uuid

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from backend.common.idempotency import ACTING_FIELD, FIELD

register = template.Library()


@register.simple_tag(takes_context=True)
def idempotency_key(context: Context) -> SafeString:
    """Also says for whom the form is filled in, where the page has asked who is signed in; nobody's pages stay nobody's."""
    key = format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4())
    request = context.get("request")
    user = getattr(request, "_cached_user", None)
    actor = getattr(request, "actor", None) if user is not None and user.is_authenticated else None
    if not actor:
        return key
    return key + format_html('<input type="hidden" name="{}" value="{}">', ACTING_FIELD, actor.member.ref)
