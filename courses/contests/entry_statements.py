"""SQL statements for entries, prepared once per database connection.

A whole province sends them in the same minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from backend.common.statements import Statement, adapted, all_rows, columns, instance, one_row, write
from courses.models import ContestEntry, ContestRound
from members.branches.enums import MembershipState
from members.roles.enums import Role

_ROUND = (
    "id", "opens_at", "closes_at", "time_limit_seconds", "entries_allowed", "entries_per", "commitment", "ended_at",
    "closed_at", "published_at",
)  # fmt: skip
_ENTRY = tuple(each.name for each in ContestEntry._meta.concrete_fields)

_STANDING = Statement(
    "pieu_contest_standing",
    f"""
SELECT {columns(ContestRound, _ROUND, table="r")}, h.branch_id, h.path,
       EXISTS (SELECT 1 FROM members_rolegrant g JOIN members_branch b ON b.id = g.branch_id
               WHERE g.user_id = %s AND g.role = '{Role.OFFICER}' AND g.ended_at IS NULL
                 AND substr(o.path, 1, length(b.path)) = b.path),
       {columns(ContestEntry, _ENTRY, table="e")}
FROM courses_contestround r
JOIN courses_contest c ON c.id = r.contest_id
JOIN members_branch o ON o.id = c.branch_id
LEFT JOIN (SELECT m.user_id, m.branch_id, w.path FROM members_membership m JOIN members_branch w ON w.id = m.branch_id
           WHERE m.state = '{MembershipState.CONFIRMED}') h ON h.user_id = %s
LEFT JOIN courses_contestentry e ON e.round_id = r.id AND e.user_id = %s
WHERE r.id = %s AND r.commitment <> '' AND c.announced_at IS NOT NULL
ORDER BY e.number
""",
    ("bigint", "bigint", "bigint", "bigint"),
)
_OWN_ENTRY = Statement(
    "pieu_contest_entry",
    f"""
SELECT {columns(ContestEntry, _ENTRY, table="e")}, {columns(ContestRound, _ROUND, table="r")}
FROM courses_contestentry e JOIN courses_contestround r ON r.id = e.round_id
WHERE e.id = %s AND e.user_id = %s
""",
    ("uuid", "bigint"),
)
_TYPES = {
    "id": "uuid", "round": "bigint", "user": "bigint", "branch": "bigint", "number": "smallint",
    "request_key": "text", "started_at": "timestamptz", "due_at": "timestamptz", "answers": "jsonb",
    "prediction": "integer", "submitted_at": "timestamptz", "is_sealed": "boolean",
}  # fmt: skip
# If another phone took the entry number in the round, the INSERT does nothing.
_BEGIN = Statement(
    "pieu_contest_begin",
    f"""
INSERT INTO courses_contestentry ({columns(ContestEntry, _ENTRY)})
VALUES ({", ".join(["%s"] * len(_ENTRY))})
ON CONFLICT (user_id, round_id, number) DO NOTHING
""",
    tuple(_TYPES[name] for name in _ENTRY),
)
# Replace only the row as it was read: after another write, this changes nothing.
_CHANGE = Statement(
    "pieu_contest_change",
    """
UPDATE courses_contestentry SET answers = %s, prediction = %s, submitted_at = %s
WHERE id = %s AND submitted_at IS NULL AND answers = %s AND coalesce(prediction, -1) = %s
""",
    ("jsonb", "integer", "timestamptz", "uuid", "jsonb", "integer"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A round and what decides whether a user may begin an entry in it.

    `branch_path`: path of the user's branch, "" without one. `begun`: the user's entries in the round, by
    number.
    """

    round: ContestRound
    is_organiser: bool
    branch_id: int | None
    branch_path: str
    begun: list[ContestEntry]


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """A user's entry with its round. `stored`: its answers and prediction when it was read.

    `change` writes only if the row still has them.
    """

    entry: ContestEntry
    stored: tuple[Any, int] = field(repr=False)


def standing_of(user: Any, round_id: int) -> Standing | None:
    """Return the round with the user's branch and entries, and whether the user organises it. One query.

    None for a round that isn't announced and committed.
    """
    rows = all_rows(_STANDING, [user.pk, user.pk, user.pk, round_id])
    if not rows:
        return None
    first, at = rows[0], len(_ROUND)
    round_ = instance(ContestRound, _ROUND, first[:at])
    begun = [instance(ContestEntry, _ENTRY, row[at + 3 :]) for row in rows if row[at + 3] is not None]
    for entry in begun:
        entry.round = round_
    return Standing(round_, bool(first[at + 2]) or user.is_staff, first[at], first[at + 1] or "", begun)


def begin(entry: ContestEntry) -> bool:
    """Insert a new entry; return False if its number is taken."""
    values = {name: getattr(entry, ContestEntry._meta.get_field(name).attname) for name in _ENTRY}  # type: ignore[union-attr]
    return write(_BEGIN, adapted(ContestEntry, values)) == 1


def own_entry(user: Any, entry_id: Any) -> OwnEntry | None:
    """Return the user's own entry; None if no entry of this user has the ID. One query."""
    row = one_row(_OWN_ENTRY, [*adapted(ContestEntry, {"id": entry_id}), user.pk])
    if row is None:
        return None
    entry = instance(ContestEntry, _ENTRY, row[: len(_ENTRY)])
    entry.round = instance(ContestRound, _ROUND, row[len(_ENTRY) :])
    as_stored = row[_ENTRY.index("answers")], -1 if entry.prediction is None else entry.prediction
    return OwnEntry(entry, as_stored)


def change(read: OwnEntry) -> bool:
    """Store the answers, prediction and hand-in moment of `read.entry` if its row is unchanged.

    Return whether it was stored. One atomic statement. It waits while a closing locks the row; then the row
    has changed.
    """
    entry = read.entry
    new = {
        "answers": entry.answers,
        "prediction": entry.prediction,
        "submitted_at": entry.submitted_at,
        "id": entry.pk,
    }
    return write(_CHANGE, [*adapted(ContestEntry, new), *read.stored]) == 1
