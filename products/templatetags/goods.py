"""{% load goods %}: names of goods in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from products.products.english import Named, any_untranslated, is_untranslated, shown_name

register = template.Library()


@register.filter
def goods_name(goods: Named) -> SafeString:
    """Return the name of goods. A Vietnamese name on an English page is marked as Vietnamese.

    For the content of an element. In an attribute or a title, write `shown_name`.
    """
    name = conditional_escape(shown_name(goods))
    return format_html('<span lang="vi">{}</span>', name) if is_untranslated(goods) else name


@register.simple_tag
def english_gap(goods: Named | Iterable[Named] | None) -> SafeString | str:
    """Return one line if an English page shows Vietnamese names of `goods`; empty otherwise. Once a page."""
    if goods is None:
        return ""
    many: Iterable[Any] = [goods] if hasattr(goods, "name_en") else goods
    if not any_untranslated(many):
        return ""
    return format_html('<p class="small quiet">{}</p>', _("Chưa có tên tiếng Anh nên để tên tiếng Việt."))
