"""{% idempotency_key %} inside a form: the hidden key with which a repeated POST has one effect."""

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
    """Render the form's hidden idempotency key, and the pseudonym of the member that the form is for.

    The pseudonym is left out if the page did not read the user. So public pages don't depend on the session.
    """
    key = format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4())
    request = context.get("request")
    user = getattr(request, "_cached_user", None)
    actor = getattr(request, "actor", None) if user is not None and user.is_authenticated else None
    if not actor:
        return key
    return key + format_html('<input type="hidden" name="{}" value="{}">', ACTING_FIELD, actor.member.ref)
