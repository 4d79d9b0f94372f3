"""The fields that a listing of a product lacks, as one form for the officer who fills them in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import F, Q
from django.utils.functional import cached_property

from backend.common.text import fold
from products.models import Product
from products.products.completion_fields import FIELDS
from products.products.enums import ProductState
from products.products.forms.completion import CompletionForm
from products.products.nutrition import BY_FIELD as NUTRIENTS
from products.products.plain_sets import PLAIN_SETS, SHELVES, PlainSet, guess_sets
from products.products.presenters import EditField

if TYPE_CHECKING:
    from products.listing.requirements import Missing

_GROUP, _PACKED, _MONTHS = "ocop_set", "is_packed", "season_months"
_SIMILAR = 200


class MissingFields:
    """The missing fields of a product as a form, with proposals, and what the form can't answer.

    Without a group, the form asks for it and proposes the one that the name suggests. It then has the fields
    that this group needs, so one form is often enough.
    """

    def __init__(
        self,
        product: Product,
        find_missing: Callable[[Product], list[Missing]],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """Prepare the form. `find_missing` returns what a product lacks for its listing."""
        self.product = product
        self.guesses = [] if product.ocop_set else guess_sets(product.name)
        self._assumed = copy(product)
        self._missing = find_missing(product)
        if self.guesses:
            self._assumed.ocop_set = self.guesses[0].number
            known = {each.rule.id for each in self._missing}
            self._missing += [each for each in find_missing(self._assumed) if each.rule.id not in known]
        self.form = self._make_form(data)

    def _make_form(self, data: Mapping[str, Any] | None) -> CompletionForm:
        form = CompletionForm(data, product=self._assumed, missing=self._missing)
        names = {each.field for each in self._missing}
        if not self.product.ocop_set:
            form.fields[_GROUP] = self._group_field()
            form.initial[_GROUP] = self.guesses[0].number if self.guesses else None
            names |= {_GROUP, _PACKED}
        if not names.isdisjoint(NUTRIENTS):
            names |= set(form.groups["table"])
        if _MONTHS in names:
            form.initial[_MONTHS] = months_of_similar(self._assumed)
        form.fields = {
            name: form.fields[name]
            for name in sorted(names & form.fields.keys(), key=lambda name: (name != _GROUP, _PLACE[name]))
        }
        return form

    def _group_field(self) -> forms.ChoiceField:
        label = FIELDS[_GROUP][0]
        if self.guesses:
            choices = [(each.number, each.words) for each in self.guesses]
            return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, required=False)
        shelves = [(shelf.title, [(each.number, each.words) for each in shelf.sets]) for shelf in SHELVES]
        return forms.ChoiceField(label=label, choices=[("", "–"), *shelves], required=False)

    @cached_property
    def rows(self) -> list[EditField]:
        return [
            EditField(self.form[name], [each.clause for each in self._missing if each.field == name])
            for name in self.form.fields
        ]

    @cached_property
    def others(self) -> list[tuple[Missing, str]]:
        """Return what is missing and can't be answered here, such as a photo, each with its clause."""
        return [(each, each.clause) for each in self._missing if each.field not in self.form.fields]

    @property
    def asks_group(self) -> bool:
        return _GROUP in self.form.fields


def months_of_similar(product: Product) -> list[int]:
    """Return the months of a product of the same kind, to propose them; [] without one.

    Of the same kind are products of one group whose names share a word of it, such as "mận". Listed ones count,
    and all of the product's own producer: these are preferred, then those of its commune, then the one that
    was listed last.
    """
    group = PLAIN_SETS.get(product.ocop_set or 0)
    signs = _signs_in(product.name, group) if group else set()
    if group is None or not signs:
        return []
    similar = (
        Product.objects.filter(Q(state=ProductState.LISTED) | Q(producer=product.producer_id))
        .filter(ocop_set=group.number)
        .exclude(pk=product.pk)
        .order_by(F("listed_at").desc(nulls_last=True), "-pk")
        .values_list("name", "season_months", "producer", "producer__unit")[:_SIMILAR]
    )
    found = [
        (maker != product.producer_id, unit != product.producer.unit_id, months)
        for name, months, maker, unit in similar
        if months and not signs.isdisjoint(_signs_in(name, group))
    ]
    return list(min(found, key=lambda each: each[:2])[2]) if found else []


def _signs_in(name: str, group: PlainSet) -> set[str]:
    text = f" {fold(name)} "
    return {sign for sign in group.signs if f" {fold(sign)} " in text}


_PLACE = {name: place for place, name in enumerate(FIELDS)}
