"""The history of a product for its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from backend.common.money import dong_words
from backend.common.units import format_number, unit_name
from products.certificates.ocop import SETS
from products.models import Product, ProductDecision
from products.products.completion_fields import FIELDS
from products.products.enums import Nutrition
from products.products.facts import ENGLISH_FIELDS
from products.products.forms.completion import CompletionForm
from products.products.nutrition import BY_FIELD as NUTRIENTS


def steps_of(product: Product, most: int = 200) -> list[dict[str, Any]]:
    """Return the decisions on a product and the changes of its fields, newest first, at most `most`.

    Dicts for the template: a decision has its text, a change has rows of (label, before, after).
    """
    steps: list[dict[str, Any]] = [
        {
            "at": decision.decided_at,
            "title": decision.get_state_display(),
            "state": decision.state,
            "text": decision.reasons,
            "by": decision.by,
            "on_behalf_of": decision.on_behalf_of,
        }
        for decision in product.decisions.select_related("by", "on_behalf_of")[:most]
    ]
    changes = product.changes.select_related("by", "on_behalf_of")[:most]
    steps += [
        {
            "at": change.changed_at,
            "title": _("Sửa lúc đang trên sàn") if change.was_listed else _("Sửa"),
            "rows": [row for row in map(change_row, change.fields.items()) if row],
            "by": change.by,
            "on_behalf_of": change.on_behalf_of,
        }
        for change in changes
    ]
    return sorted(steps, key=lambda step: step["at"], reverse=True)[:most]


_ENGLISH = {
    each.name: capfirst(each.verbose_name) for each in Product._meta.fields if each.name in ENGLISH_FIELDS
}


def change_row(item: tuple[str, list[Any]]) -> tuple[Any, str, str] | None:
    field, (before, after) = item
    if field == "photos":
        is_swap = len(before or []) == len(after or [])
        return (
            _("Ảnh"),
            _("%(count)s ảnh") % {"count": len(before or [])},
            (_("%(count)s ảnh, đã đổi") if is_swap else _("%(count)s ảnh")) % {"count": len(after or [])},
        )
    if field == "voice":
        has = _("có, thu lại") if before else _("có")
        return _("Lời kể"), _("có") if before else _("không"), has if after else _("không")
    label = FIELDS[field][0] if field in FIELDS else _ENGLISH.get(field, field)
    return label, _describe_value(field, before), _describe_value(field, after)


def _describe_value(field: str, value: Any) -> str:
    if value in (None, "", [], False):
        return "" if value is not False else str(_("không"))
    if value is True:
        return str(_("có"))
    if field == "price":
        return dong_words(value)
    if field == "unit":
        return unit_name(value)
    if field == "ocop_set":
        return str(SETS[value].name) if value in SETS else str(value)
    if field == "nutrition":
        return str(dict(Nutrition.choices).get(value, value))
    if field in NUTRIENTS:
        return format_number(Decimal(str(value)))
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return str(value)


# Keys of screens in the wizard's addresses.
PHOTO, NAME, PRICE, QUANTITY = "anh", "ten", "gia", "so-luong"


@dataclass(frozen=True, slots=True, kw_only=True)
class WizardScreen:
    """One screen of the wizard for a new product: its question, and what its frame shows."""

    key: str
    title: Any
    form: forms.Form
    url: str
    # The place in the wizard, from 1.
    number: int
    # The screen that is shown; the script shows the others.
    is_now: bool
    has_draft: bool
    # The member has a product that can be copied.
    has_last: bool

    @property
    def template(self) -> str:
        return f"products/products/wizard/{self.key}.html"

    @property
    def required(self) -> Any:
        """Return the message for an empty answer."""
        return next(iter(self.form.base_fields.values())).error_messages["required"]

    @property
    def album_id(self) -> str:
        """Return the HTML id of the input for a photo from the album; the camera's input has the field's own."""
        return f"{self.form['photo'].id_for_label}_album"

    @property
    def takes_photo(self) -> bool:
        """Return True on the photo's screen. A script continues once the photo is taken."""
        return self.key == PHOTO

    @property
    def offers_copy(self) -> bool:
        """Return True if the last product can be copied instead."""
        return self.takes_photo and self.has_last

    @property
    def asks_unit(self) -> bool:
        """Return True if the screen also asks for the unit. It is long, so its main button stays in view."""
        return self.key == PRICE

    @property
    def is_last_question(self) -> bool:
        return self.key == QUANTITY

    @property
    def saves_draft(self) -> bool:
        """Return True if leaving the screen saves a draft. Before the first photo there is none."""
        return self.has_draft or not self.takes_photo


class ManagePage:
    """The page of a product for its producer and for officers: its state and its next step."""

    def __init__(
        self,
        product: Product,
        *,
        last: ProductDecision | None,
        missing: list[tuple[Any, str]],
        draft_missing: dict[str, str],
        is_desk: bool,
    ) -> None:
        self.product = product
        self.last = last
        # Missing items for a listing, each with its clause; and {field: message} for the draft.
        self.missing = missing
        self.draft_missing = draft_missing
        self._is_desk = is_desk

    @property
    def returned(self) -> ProductDecision | None:
        """Return the decision whose reasons the producer has to follow; None without reasons."""
        return self.last if self.product.is_returned and self.last and self.last.reasons else None

    @property
    def may_continue_wizard(self) -> bool:
        return self.product.draft_key is not None and not self.product.is_retired

    @property
    def waits_incomplete(self) -> bool:
        """Return True if an officer helps with a product that still lacks something."""
        return self.product.is_submitted and bool(self.missing)

    @property
    def may_decide(self) -> bool:
        """Return True if the viewer is an officer and the product waits for a decision."""
        return self._is_desk and self.product.is_submitted

    @property
    def has_public_page(self) -> bool:
        return bool(self.product.slug) and self.product.is_listed


# Fields with a short box.
_SHORT = {"unit", "shelf_life_days", "alcohol_percent", "energy_kcal", "sodium_mg"}


@dataclass(frozen=True, slots=True)
class EditField:
    """One field of the edit form. `clauses`: what requires it, if it is missing."""

    field: forms.BoundField
    clauses: Sequence[str] = ()
    is_optional: bool = False

    @property
    def is_missing(self) -> bool:
        return bool(self.clauses)

    @property
    def is_prefilled(self) -> bool:
        """Return True if the form proposes a value that nobody has saved yet."""
        return bool(self.field.value()) and not self.field.form.is_bound

    @property
    def takes_months(self) -> bool:
        return self.field.name == "season_months"

    @property
    def suffix(self) -> str:
        return "đ" if self.field.name == "price" else ""

    @property
    def is_short(self) -> bool:
        return self.field.name in _SHORT or self.field.name.endswith("_g")

    @property
    def opens_table(self) -> bool:
        """Return True if the lines of the nutrition table follow the field."""
        return self.field.name == "nutrition"


class EditPage:
    """The page that completes a product: its fields by group, and what a listing lacks."""

    def __init__(
        self, product: Product, form: CompletionForm, missing: Sequence[tuple[str, str]], *, runs_it: bool
    ) -> None:
        self.product = product
        self.form = form
        # Each missing field, with the clause that requires it.
        self.missing = missing
        self._runs_it = runs_it

    @cached_property
    def missing_fields(self) -> set[str]:
        return {field for field, _clause in self.missing}

    @property
    def lacks_set(self) -> bool:
        """Return True if the producer has to choose the product's group, on a page of its own."""
        return "ocop_set" in self.missing_fields

    @property
    def may_ask_help(self) -> bool:
        """Return True if the producer can hand an incomplete product over to an officer."""
        is_waiting = self.product.is_submitted or self.product.is_listed
        return bool(self.missing) and self._runs_it and not is_waiting

    # Fields by group.

    def _rows(self, group: str) -> list[EditField]:
        return [
            EditField(
                field,
                [clause for name, clause in self.missing if name == field.name],
                is_optional=group == "more",
            )
            for field in self.form.part(group)
        ]

    @cached_property
    def first(self) -> list[EditField]:
        return self._rows("first")

    @cached_property
    def needed(self) -> list[EditField]:
        return self._rows("needed")

    @cached_property
    def basic(self) -> list[EditField]:
        return self._rows("basic")

    @cached_property
    def table(self) -> list[EditField]:
        """Return the lines of the nutrition table; empty if the product needs none."""
        return self._rows("table")

    @cached_property
    def more(self) -> list[EditField]:
        return self._rows("more")

    @property
    def is_table_open(self) -> bool:
        if not self.table:
            return False
        is_chosen = self.form["nutrition"].value() == Nutrition.TABLE
        return is_chosen or any(row.field.errors for row in self.table)

    @property
    def has_needed_errors(self) -> bool:
        return any(row.field.errors for row in self.needed)

    @property
    def needed_missing(self) -> int:
        """Return how many fields of the fold are missing; its summary says so."""
        return sum(row.is_missing for row in self.needed)

    @property
    def has_more_errors(self) -> bool:
        return any(row.field.errors for row in self.more)
