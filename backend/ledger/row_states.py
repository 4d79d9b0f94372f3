"""State the values of rows in the entry of the act that wrote them, and compare all rows with their last state.

A trade declares the columns of its model once, in its registration:

    row_states.declare(Stated(RoleGrant, subject=..., stated=("role", "branch"), people=("user",)))

An action then adds the states to the entry that it appends anyway:

    append_entry(kind="role.granted", ..., payload={..., **states(grant)})

Values are stated as they are, people by their pseudonym, personal text as one pin with the row's `salt`.
Whoever erases such text also removes the salt, and states the row again (`write_states`). The audit compares
in both directions: each row with its last state, and each last state with its row.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import rfc8785
from django.contrib.auth import get_user_model
from django.db import models

from backend.ledger import pins, taking_up
from backend.ledger.actions import Fact, append_entries
from backend.ledger.auditing import CHUNK, UNREADABLE, Finding
from backend.ledger.models import Entry

STATES = "states"
COMPARISON = "rows with a state"
# For rows that are older than their first state, and for erasures.
RECORDED = "row.recorded"
ERASED = "row.erased"


@dataclass(frozen=True, slots=True)
class Stated:
    """What entries state of a model's rows.

    subject: returns the subject of a row's entries, such as "order:…".
    stated: columns whose values are in the entry.
    people: columns of people; the entry has their pseudonyms.
    pinned: columns of personal or secret text, pinned together with the row's `salt`.
    related: what `subject` needs of other rows, for select_related.
    is_required: whether each row has a state; otherwise only rows that have one are compared.
    """

    model: type[models.Model]
    subject: Callable[[Any], str]
    stated: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    is_required: bool = True

    @property
    def label(self) -> str:
        return self.model._meta.label


_declared: dict[str, Stated] = {}


def declare(*declarations: Stated) -> None:
    """Declare what entries state of models. Called from register()."""
    for each in declarations:
        _declared[each.label] = each
        if each.is_required:
            taking_up.register(f"rows of {each.label}", _rows_without_state(each))


def declared() -> Mapping[str, Stated]:
    """Return all declarations by the label of the model, "orders.Order"."""
    return _declared


def states(*rows: models.Model, gone: Iterable[models.Model] = ()) -> dict[str, Any]:
    """Return the part of an entry's payload that states `rows`, and that the rows `gone` were deleted.

    A row has the values that are saved; `gone` still has its primary key.
    """
    made = [[row._meta.label, row.pk, _state(_declared[row._meta.label], row)] for row in rows]
    return {STATES: made + [[row._meta.label, row.pk, None] for row in gone]}


def write_states(
    kind: str,
    rows: Iterable[models.Model],
    *,
    by: Any = None,
    on_behalf_of: Any = None,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Append an entry of `kind` for each of `rows`, which no other entry of the act states."""
    facts = [
        Fact(
            kind,
            _declared[row._meta.label].subject(row),
            {**(payload or {}), **states(row)},
            by,
            on_behalf_of,
        )
        for row in rows
    ]
    if facts:
        append_entries(facts)


def erase_words(rows: models.QuerySet[Any], **values: Any) -> int:
    """Set the erased columns of `rows` to `values`, remove the salts, and state the rows again.

    Return how many.
    """
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        part = rows.model._base_manager.filter(pk__in=keys[start : start + CHUNK])
        part.update(**values, salt=None)
        write_states(ERASED, part.order_by("pk"))
    return len(keys)


def _state(each: Stated, row: Any) -> dict[str, Any]:
    found: dict[str, Any] = {name: _value(each.model, row, name) for name in each.stated}
    for name in each.people:
        person = getattr(row, name)
        found[name] = str(person.ref) if person is not None else None
    if each.pinned:
        if row.salt is None and any(_has_value(each.model, row, name) for name in each.pinned):
            row.salt = pins.new_salt()
            each.model._base_manager.filter(pk=row.pk).update(salt=row.salt)
        found["pin"] = _pin(each, row)
    return found


def _pin(each: Stated, row: Any) -> str | None:
    if not any(_has_value(each.model, row, name) for name in each.pinned):
        return None
    if row.salt is None:
        return ""
    words = {name: _value(each.model, row, name) for name in each.pinned}
    return pins.pin(bytes(row.salt), rfc8785.dumps(words))


def _has_value(model: type[models.Model], row: Any, name: str) -> bool:
    return _value(model, row, name) not in (None, "", [], {})


def _value(model: type[models.Model], row: Any, name: str) -> Any:
    """Return a column's value as JSON, the same before and after it is read back from the database."""
    field: Any = model._meta.get_field(name)
    value = getattr(row, field.attname)
    while field.is_relation:
        field = field.target_field
    match value:
        case None | bool():
            return value
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
        case dt.date():
            return value.isoformat()
        case list() | dict():
            return value
    if isinstance(field, models.DecimalField):
        return f"{Decimal(value):.{field.decimal_places}f}"
    return int(value) if isinstance(field, models.IntegerField) else str(value)


def compare_states(*labels: str) -> Iterator[Finding | int]:
    """Yield a Finding for each row that differs from its last state, has none, or is gone; last, their number.

    labels: only these models, such as "orders.Order"; by default all.
    A row without a state isn't accused before the clock has stated the older rows of its model.
    """
    last = _last_states()
    done = set(Entry.objects.filter(kind=taking_up.DONE).values_list("subject", flat=True))
    count = 0
    for each in [_declared[label] for label in labels or _declared]:
        known = last.pop(each.label, {})
        for row in _rows(each):
            if isinstance(row, Finding):
                yield row
                continue
            number, recorded = known.pop(row.pk, (0, None))
            count += 1
            if recorded is None:
                if number or f"rows of {each.label}" in done:
                    yield _unstated(each, row)
                continue
            try:
                yield from _differing(each, row, *recorded)
            except UNREADABLE:
                yield _unreadable(recorded[0], each)
        for _number, recorded in known.values():
            if recorded is not None:
                yield Finding(
                    recorded[0],
                    f"một dòng của bảng {each.label} đã mất / a row is gone that the ledger states",
                )
    yield count


def _last_states() -> dict[str, dict[int, tuple[int, tuple[str, str] | None]]]:
    """Return {label: {pk: (entry's id, (subject, state as JSON))}}; without a state for deleted rows."""
    last: dict[str, dict[int, tuple[int, tuple[str, str] | None]]] = {}
    rows = Entry.objects.filter(body__contains=f'"{STATES}":[[').order_by("pk")
    for number, subject, body in rows.values_list("pk", "subject", "body").iterator(CHUNK):
        try:
            for label, pk, state in json.loads(body)["payload"][STATES]:
                said = None if state is None else (subject, json.dumps(state, ensure_ascii=False))
                last.setdefault(label, {})[pk] = (number, said)
        except UNREADABLE:
            continue
    return last


def _rows(each: Stated, *, is_locked: bool = False) -> Iterator[Any]:
    """Yield all rows; a Finding in place of one that can't be read.

    is_locked: an act that changes a row meanwhile waits, so that its entry is the later one.
    """
    keys = list(each.model._base_manager.order_by("pk").values_list("pk", flat=True))
    rows = each.model._base_manager.order_by("pk")
    if each.related or each.people:
        rows = rows.select_related(*each.related, *each.people)
    if is_locked:
        rows = rows.select_for_update(of=("self",))
    for start in range(0, len(keys), 500):
        part = keys[start : start + 500]
        try:
            yield from list(rows.filter(pk__in=part))
        except UNREADABLE:
            for key in part:
                try:
                    yield from list(rows.filter(pk=key))
                except UNREADABLE:
                    yield _unreadable(f"{each.label}:{key}", each)


def _differing(each: Stated, row: Any, subject: str, recorded: str) -> Iterator[Finding]:
    state = json.loads(recorded)
    for name in each.stated:
        if name in state and state[name] != _value(each.model, row, name):
            yield _differs(subject, each, name)
    for name in each.people:
        if name in state and not _is_person(getattr(row, name), state[name]):
            yield _differs(subject, each, name)
    if each.pinned and "pin" in state and state["pin"] != _pin(each, row):
        yield _differs(subject, each, ", ".join(each.pinned))


def _is_person(person: Any, ref: str | None) -> bool:
    """Return True if `person` has the pseudonym `ref`; without a person, if no account in use has it."""
    if person is not None:
        return str(person.ref) == ref
    return ref is None or not get_user_model()._base_manager.filter(ref=ref, erased_at=None).exists()


def _differs(subject: str, each: Stated, name: str) -> Finding:
    return Finding(subject, f"{name} của {each.label} nói khác sổ cái / it differs from the ledger")


def _unstated(each: Stated, row: Any) -> Finding:
    try:
        subject = each.subject(row)
    except UNREADABLE:
        subject = f"{each.label}:{row.pk}"
    return Finding(
        subject, f"một dòng của bảng {each.label} không có trong sổ cái / a row that no entry states"
    )


def _unreadable(subject: str, each: Stated) -> Finding:
    return Finding(subject, f"{each.label}: giá trị không đọc được / a value that can't be read")


def _rows_without_state(each: Stated) -> Callable[[], Iterator[Fact]]:
    def facts() -> Iterator[Fact]:
        known = _last_states().get(each.label, {})
        for row in _rows(each, is_locked=True):
            if not isinstance(row, Finding) and row.pk not in known:
                yield Fact(RECORDED, each.subject(row), states(row))

    return facts
