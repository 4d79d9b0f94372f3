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

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce
from itertools import compress
from operator import or_
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, models

from backend.ledger import taking_up
from backend.ledger.actions import Fact, append_entries, append_entry
from backend.ledger.auditing import CHUNK, UNREADABLE, Finding
from backend.ledger.models import Entry
from backend.ledger.row_values import Stated, key_of, pin_of, state_of, value_of

STATES = "states"
COMPARISON = "rows with a state"
# For rows that are older than their first state, for erasures, and for acts without an entry of their own.
RECORDED = "row.recorded"
ERASED = "row.erased"
STATED = "row.stated"


_declared: dict[str, Stated] = {}


def declare(*declarations: Stated) -> None:
    """Declare what entries state of models. Called from register()."""
    for each in declarations:
        _declared[each.label] = each
        taking_up.register(_source(each), _rows_without_state(each))


def _source(each: Stated) -> str:
    """Return the name under which the clock states the older rows of a model once."""
    return f"rows of {each.label}"


def declared() -> Mapping[str, Stated]:
    """Return all declarations by the label of the model, "orders.Order"."""
    return _declared


def states(*rows: models.Model, gone: Iterable[models.Model] = ()) -> dict[str, Any]:
    """Return the part of an entry's payload that states `rows`, and that the rows `gone` were deleted.

    A row has the values that are saved; `gone` still has its primary key.
    """
    made = [[row._meta.label, key_of(row.pk), state_of(_declared[row._meta.label], row)] for row in rows]
    return {STATES: made + [[row._meta.label, key_of(row.pk), None] for row in gone]}


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


def state_rows(*rows: models.Model, gone: Iterable[models.Model] = ()) -> None:
    """State `rows`, and that the rows `gone` were deleted, in one entry of an act that appends no other.

    The entry has no person, so that nobody's history shows it.
    """
    gone = list(gone)
    for first in [*rows, *gone][:1]:
        subject = _declared[first._meta.label].subject(first)
        append_entry(kind=STATED, subject=subject, payload=states(*rows, gone=gone), by=None)


def delete_rows(rows: models.QuerySet[Any]) -> int:
    """Delete `rows` of an erased person or after a term, and state that they are gone. Return how many."""
    each = _declared[rows.model._meta.label]
    found = list(_whole(each, rows).select_for_update(of=("self",)))
    append_entries(Fact(ERASED, each.subject(row), states(gone=[row])) for row in found)
    rows.model._base_manager.filter(pk__in=[row.pk for row in found]).delete()
    return len(found)


def erase_words(rows: models.QuerySet[Any], **values: Any) -> int:
    """Set the erased columns of `rows` to `values`, remove the salts, and state the rows again.

    Return how many.
    """
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        part = rows.model._base_manager.filter(pk__in=keys[start : start + CHUNK])
        part.update(**values, salt=None)
        write_states(ERASED, _whole(_declared[rows.model._meta.label], part.order_by("pk")))
    return len(keys)


def compare_states(*labels: str) -> Iterator[Finding | int]:
    """Yield a Finding for each row that differs from its last state, has none, or is gone; last, their number.

    labels: only these models, such as "orders.Order"; by default all.
    A row without a state isn't accused before the clock has stated the older rows of its model.
    """
    last = _last_states(*labels)
    done = set(Entry.objects.filter(kind=taking_up.DONE).values_list("subject", flat=True))
    count = 0
    declared = [_declared[label] for label in labels or _declared]
    filled = _filled(each.model for each in declared)
    for each in declared:
        known = last.pop(each.label, {})
        for row in _rows(each) if each.model in filled else ():
            if isinstance(row, Finding):
                yield row
                continue
            number, recorded = known.pop(key_of(row.pk), (0, None))
            count += 1
            if recorded is None:
                if number or (_source(each) in done and each.is_required):
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


def agrees(row: models.Model) -> bool:
    """Return whether `row` has a state and equals it, before an act states what nobody has decided.

    Also True for a row without any while the clock hasn't stated the older rows of its model, as after an upgrade.
    """
    each = _declared[row._meta.label]
    number, recorded = (
        _last_states(each.label, subject=each.subject(row)).get(each.label, {}).get(key_of(row.pk), (0, None))
    )
    if recorded is not None:
        return not any(_differing(each, row, *recorded))
    return (
        each.is_required
        and not number
        and not Entry.objects.filter(kind=taking_up.DONE, subject=_source(each)).exists()
    )


def _last_states(
    *labels: str, subject: str = ""
) -> dict[str, dict[int | str, tuple[int, tuple[str, str] | None]]]:
    """Return {label: {pk: (entry's id, (subject, state as JSON))}}; without a state for deleted rows.

    With `labels`, reads only entries that state rows of these models; with `subject`, only its entries.
    """
    last: dict[str, dict[int | str, tuple[int, tuple[str, str] | None]]] = {}
    named = [models.Q(body__contains=f'["{label}",') for label in labels]
    rows = Entry.objects.filter(reduce(or_, named, models.Q()), body__contains=f'"{STATES}":[[').order_by(
        "pk"
    )
    if subject:
        rows = rows.filter(subject=subject)
    for number, of, body in rows.values_list("pk", "subject", "body").iterator(CHUNK):
        try:
            for label, pk, state in json.loads(body)["payload"][STATES]:
                said = None if state is None else (of, json.dumps(state, ensure_ascii=False))
                last.setdefault(label, {})[pk] = (number, said)
        except UNREADABLE:
            continue
    return last


def _filled(tables: Iterable[type[models.Model]]) -> set[type[models.Model]]:
    """Return the models with a row. One query: most tables of a small site are empty."""
    asked = list(tables)
    names = [connection.ops.quote_name(model._meta.db_table) for model in asked]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"EXISTS(SELECT 1 FROM {name})" for name in names))
        return set(compress(asked, cursor.fetchone()))


def _whole(each: Stated, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Return `rows` with the rows that their subjects and people need, in one query."""
    names = (*each.related, *each.people)
    return rows.select_related(*names) if names else rows


def _rows(each: Stated, *, is_locked: bool = False) -> Iterator[Any]:
    """Yield all rows; a Finding in place of one that can't be read.

    is_locked: an act that changes a row meanwhile waits, so that its entry is the later one.
    """
    keys = list(each.model._base_manager.order_by("pk").values_list("pk", flat=True))
    rows = _whole(each, each.model._base_manager.order_by("pk"))
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
        if name in state and state[name] != value_of(each.model, row, name):
            yield _differs(subject, each, name)
    for name in each.people:
        if name in state and not _is_person(getattr(row, name), state[name]):
            yield _differs(subject, each, name)
    for key, names in each.pins.items():
        if key in state and state[key] != pin_of(each, row, names):
            yield _differs(subject, each, ", ".join(names))


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
        if not each.model._base_manager.exists():
            return
        known = _last_states(each.label).get(each.label, {})
        for row in _rows(each, is_locked=True):
            if not isinstance(row, Finding) and key_of(row.pk) not in known:
                yield Fact(RECORDED, each.subject(row), states(row))

    return facts
