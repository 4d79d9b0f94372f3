"""{% load theme %}: icons, ornament, form widgets, tabs."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField, widgets
from django.forms import fields as form_fields
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from backend.common.money import MONEY_WORDS
from backend.common.units import QUANTITY_WORDS, UNITS, Kind
from backend.theme import navigation, ornament
from backend.theme.languages import CODES, offers_english
from backend.theme.owners import owner_of

register = template.Library()
ICONS = Path(__file__).resolve().parent.parent / "icons"
_INNER = re.compile(r"<svg[^>]*>(.*)</svg>", re.S)


@cache
def _icon_body(name: str) -> str:
    """Return the shapes inside icons/<name>.svg.

    Raises FileNotFoundError for an unknown icon; copy the file from Lucide to add it. Raises ValueError if
    the file isn't one SVG drawing.
    """
    svg = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    match = _INNER.search(svg)
    if match is None:
        raise ValueError(f"{name}.svg is not one SVG drawing")
    return re.sub(r"\s*\n\s*", "", match[1])


@register.filter
def required_fields(form: BaseForm) -> list[BoundField]:
    """Return the fields that must be filled, and all hidden ones."""
    return [field for field in form if field.field.required or field.is_hidden]


@register.filter
def optional_fields(form: BaseForm) -> list[BoundField]:
    """Return the visible fields that may stay empty."""
    return [field for field in form if not (field.field.required or field.is_hidden)]


@register.filter
def has_errors(fields: list[BoundField]) -> bool:
    return any(field.errors for field in fields)


@register.inclusion_tag("theme/english_offer.html", takes_context=True)
def english_offer(context: Context) -> dict[str, Any]:
    """Offer English in one line to a foreign browser whose visitor has chosen no language yet.

    The links keep the rest of the URL's query.
    """
    request: HttpRequest = context["request"]
    if request.GET.get("lang") in CODES or not offers_english(request):
        return {"offers_english": False}
    query = request.GET.copy()
    query.pop("lang", None)
    return {"offers_english": True, "other_query": f"{query.urlencode()}&" if query else ""}


@register.simple_tag
@cache
def icon(name: str, size: str = "") -> SafeString:
    """Render a Lucide icon as inline SVG, hidden from screen readers because a word always accompanies it.

    `size` is small (20 px), big (32) or huge (48); 24 px otherwise.
    """
    return format_html(
        '<svg class="icon{}" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        "{}</svg>",
        f" icon--{size}" if size else "",
        mark_safe(_icon_body(name)),
    )


@register.simple_tag
def scarf() -> SafeString:
    """Render the embroidered band as inline SVG, for prints. Pages already have it under the header."""
    return ornament.scarf()


@register.simple_tag
def widget(field: BoundField, **attrs: Any) -> SafeString:
    """Render the field's widget with the suitable keyboard. The form sets aria-invalid and autocomplete.

    Underscores in names of attributes become hyphens: `{% widget form.price inputmode="numeric"
    data_step="1000" %}`.
    """
    own = field.field.widget.attrs
    given = {name.replace("_", "-"): value for name, value in attrs.items() if value not in (None, "")}
    if "inputmode" not in own and (mode := _inputmode(field)):
        given.setdefault("inputmode", mode)
    if own.get("placeholder") == field.label:
        given.setdefault(
            "placeholder", False
        )  # allauth repeats the label there; an example belongs there or nothing
    return field.as_widget(attrs=given)


def _inputmode(field: BoundField) -> str:
    kind = field.field
    if isinstance(kind.widget, widgets.NumberInput | widgets.TextInput):
        if isinstance(kind, form_fields.IntegerField) and not isinstance(
            kind, form_fields.DecimalField | form_fields.FloatField
        ):
            return "numeric"
        if isinstance(kind, form_fields.DecimalField | form_fields.FloatField):
            return "decimal"
    return ""


@register.filter
def field_template(field: BoundField) -> str:
    """Return the template that renders the field's widget with its label."""
    kind = field.field.widget
    if isinstance(kind, widgets.CheckboxInput):
        return "theme/field_checkbox.html"
    if isinstance(kind, widgets.RadioSelect | widgets.CheckboxSelectMultiple):
        return "theme/field_choices.html"
    return "theme/field_input.html"


@register.filter
def is_file_lost(field: BoundField) -> bool:
    """Return True if the user must choose the file again.

    The form is then shown again because of an error in another field.
    """
    is_file = isinstance(field.field.widget, widgets.FileInput)
    return bool(is_file and field.form.errors and field.data and not field.errors)


@dataclass(frozen=True)
class Mark:
    """Badge that shows who confirms a claim: the producer, a paper or the Union.

    names_officer: the page also names who verified it.
    """

    css: str
    icon: str
    label: StrOrPromise
    names_officer: bool = False


MARKS = {
    "self": Mark("mark", "user-round", gettext_lazy("Tự khai")),
    "paper": Mark("mark mark--paper", "file-check", gettext_lazy("Có giấy tờ")),
    "verified": Mark(
        "mark mark--verified", "badge-check", gettext_lazy("Hội đã xác minh"), names_officer=True
    ),
}


@register.filter
def claim_mark(claim: str) -> Mark:
    """Return the badge of a claim: self, paper or verified; that of self for anything else."""
    return MARKS.get(claim, MARKS["self"])


@register.simple_tag(takes_context=True)
def visible_tabs(context: Context) -> list[navigation.VisibleTab]:
    request: HttpRequest | None = context.get("request")
    user = getattr(request, "user", None)
    return navigation.visible_tabs(request) if request and user and user.is_authenticated else []


@register.simple_tag(takes_context=True)
def header_links(context: Context) -> list[navigation.VisibleTab]:
    request: HttpRequest | None = context.get("request")
    user = getattr(request, "user", None)
    return navigation.header_links(request) if request and user and user.is_authenticated else []


@register.simple_tag
def url_or_none(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the URL, as `{% url %}` does; "" if no installed app has the name."""
    try:
        return reverse(name, args=args or None, kwargs=kwargs or None)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def page_query(context: Context, number: int, name: str = "page") -> str:
    """Return the current query string with another page number: "?q=man&page=3"."""
    query: QueryDict = context["request"].GET.copy()
    query[name] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def owner(context: Context) -> str:
    """Return the key of the page's user for the outbox and the service worker (backend.theme.owners)."""
    return owner_of(context.get("request"))


@register.simple_tag
def site_picture() -> str:
    """Return the full address of the picture (1200x630) that others show for a page without one of its own."""
    return settings.PUBLIC_ORIGIN + static("theme/img/og.png")


@register.simple_tag
def written_words() -> SafeString:
    """Render the data block for theme/written.js.

    It has messages about invalid numbers, and the units counted in pieces.
    """
    words = {
        "words": {code: str(words) for code, words in (QUANTITY_WORDS | MONEY_WORDS).items()},
        "counted": [unit.code for unit in UNITS.values() if unit.kind == Kind.COUNT],
    }
    return _data_block("written-words", words)


@register.simple_tag
def script_words() -> SafeString:
    """Render the texts of our scripts in the page's language, as a data block.

    The content security policy allows data blocks.
    """
    words = {
        "waiting": _("chờ gửi"),
        "sending": _("đang gửi"),
        "sent": _("đã gửi"),
        "review": _("cần xem lại"),
        "savedHere": _("Đã lưu trên máy lúc {time}, chờ gửi khi có mạng."),
        "sentAt": _("Đã gửi lúc {time}."),
        "savedAt": _("Đã lưu lúc {time}."),
        "keptError": _("Máy chủ chưa nhận. Bản ghi vẫn còn trên máy này."),
        "otherOwner": _("Bản ghi này của người khác. Người đó đăng nhập thì máy mới gửi."),
        "loginFirst": _("Chị đăng nhập lại thì máy gửi tiếp."),
        "photoReady": _("Ảnh đã thu nhỏ còn {size} KB."),
        "photoFailed": _("Máy này chưa đọc được ảnh. Ảnh gốc sẽ được gửi."),
        "photoWaiting": _("Ảnh còn trên máy, chờ gửi."),
        "photoSent": _("Ảnh đã gửi."),
        "removeWaiting": _("Bỏ bản ghi này"),
        "removeSure": _("Bỏ hẳn bản ghi này? Máy chủ chưa nhận nó, bỏ rồi không lấy lại được."),
        "retry": _("Gửi lại"),
        "mend": _("Mở ra sửa"),
        "oldCopy": _("Không có mạng. Trang này lưu lúc {time}."),
        "backOnline": _("Có mạng lại rồi. Trang này lưu lúc {time}; tải lại để xem bản mới."),
        "noStore": _("Máy này không giữ được bản ghi khi mất mạng. Chị gửi khi có mạng."),
    }
    return _data_block("pieu-words", words)


def _data_block(name: str, data: object) -> SafeString:
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")
    return format_html('<script type="application/json" id="{}">{}</script>', name, mark_safe(text))
