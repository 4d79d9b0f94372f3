"""Take part in a round.

An entry is one INSERT at the beginning and one UPDATE at the hand-in; each may be repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.contests import entry_statements as standing
from courses.contests.enums import Prediction
from courses.contests.errors import EntryOnBehalf, EntryRefused, NoSuchEntry, NoSuchRound, TooLate
from courses.contests.papers import Paper, paper_of
from courses.contests.rules import require_entrant
from courses.contests.windows import due_at, entries_left, exact, is_running, require_open, require_time_left
from courses.models import ContestEntry, ContestRound
from courses.quizzes.scoring import clean_response
from members.acting import Actor

MOST_PREDICTED = 100_000_000
# Each retry means that another of the parallel phones has written.
MOST_AT_ONCE = 40


def start_entry(*, actor: Actor, round_: ContestRound, request_key: str = "") -> ContestEntry:
    """Begin an entry, or return the member's running entry.

    request_key: a repeated key returns the entry that it began, even if that entry is over. "" is no key.
    Only the primary key of `round_` is used. The window, the branch and the entries are read here, in one
    query. Parallel requests can't exceed the allowed number: the entry number counts earlier entries and is
    unique.

    Raises EntryOnBehalf, NoSuchRound, TooLate, or EntryRefused (not open yet, not eligible, no entries left,
    or too many phones at once).
    """
    if actor.is_helping:
        raise EntryOnBehalf()
    for _attempt in range(5):
        own_standing = standing.standing_of(actor.member, round_.pk)
        if own_standing is None:
            raise NoSuchRound()
        now = timezone.now()
        require_open(own_standing.round, now)
        terms = paper_of(own_standing.round).terms
        require_entrant(actor.member, own_standing, who=terms["who"], units=terms["units"])
        for entry in own_standing.begun:
            if is_running(entry, now) or (request_key and entry.request_key == request_key):
                return entry
        if not entries_left(own_standing.round, own_standing.begun, now):
            raise EntryRefused(_("Chị đã dùng hết lượt thi của vòng này."), code="no_tries_left")
        new = ContestEntry(
            round=own_standing.round,
            user=actor.member,
            branch_id=own_standing.branch_id,
            number=max((entry.number for entry in own_standing.begun), default=0) + 1,
            request_key=request_key,
            started_at=now,
            due_at=due_at(own_standing.round, now),
        )
        if standing.begin(new):
            return new
        # Another phone of the member took the number; read again.
    raise EntryRefused(_("Chị đang mở bài ở nhiều máy một lúc. Chị thử lại."), code="busy")


def save_answers(
    *, actor: Actor, entry: ContestEntry, answers: Mapping[str, Any], prediction: int | None = None
) -> ContestEntry:
    """Store answers of a running entry. A later answer to a question replaces the earlier one.

    answers: {question key: response of courses/quizzes/responses.py}; {} withdraws an answer.
    prediction: None leaves the stored prediction unchanged.
    Raises EntryOnBehalf, NoSuchEntry, TooLate, ResponseInvalid or EntryRefused. EntryRefused means already
    handed in, a question that the entry doesn't have, or an invalid prediction.
    """

    def add(entry: ContestEntry, paper: Paper, now: datetime) -> bool:
        if entry.submitted_at:
            raise _already_submitted(entry)
        require_time_left(entry, now)
        _take(entry, paper, answers, prediction)
        return True

    return _changed(actor, entry, add)


def submit_entry(
    *,
    actor: Actor,
    entry: ContestEntry,
    answers: Mapping[str, Any] | None = None,
    prediction: int | None = None,
) -> ContestEntry:
    """Hand in an entry, with the answers that were not saved before.

    Repeating it with equal answers changes nothing; with other answers it raises EntryRefused. Also raises
    EntryOnBehalf, NoSuchEntry, TooLate, ResponseInvalid.
    """

    def hand_in(entry: ContestEntry, paper: Paper, now: datetime) -> bool:
        if entry.submitted_at and not entry.is_sealed:
            before = (dict(entry.answers), entry.prediction)
            _take(entry, paper, answers or {}, prediction)
            if (entry.answers, entry.prediction) != before:
                raise _already_submitted(entry)
            return False
        require_time_left(entry, now)
        if entry.submitted_at:
            raise _already_submitted(entry)
        _take(entry, paper, answers or {}, prediction)
        entry.submitted_at = now
        return True

    return _changed(actor, entry, hand_in)


def _changed(
    actor: Actor, entry: ContestEntry, act: Callable[[ContestEntry, Paper, datetime], bool]
) -> ContestEntry:
    """Change an entry by `act` and return it. `act` returns whether there is anything to store.

    Optimistic locking: if the row changed since it was read, read it again, at most MOST_AT_ONCE times. No
    lock is held. Raises EntryOnBehalf, NoSuchEntry, or EntryRefused if the row changes every time.
    """
    if actor.is_helping:
        raise EntryOnBehalf()
    for _attempt in range(MOST_AT_ONCE):
        read = standing.own_entry(actor.member, entry.pk)
        if read is None:
            raise NoSuchEntry()
        if not act(read.entry, paper_of(read.entry.round), timezone.now()) or standing.change(read):
            return read.entry
    raise EntryRefused(_("Chị đang mở bài ở nhiều máy một lúc. Chị thử lại."), code="busy")


def _take(entry: ContestEntry, paper: Paper, answers: Mapping[str, Any], prediction: int | None) -> None:
    asked_keys = paper.asks(str(entry.pk))
    taken = dict(entry.answers)
    for key, answer in answers.items():
        if key not in asked_keys:
            raise EntryRefused(_("Câu hỏi này không có trong bài của chị."), code="unknown_question")
        taken[key] = clean_response(paper.questions[key], answer)
    entry.answers = {key: answer for key, answer in taken.items() if answer}
    if prediction is None:
        return
    if paper.terms["prediction"] == Prediction.NONE:
        raise EntryRefused(_("Vòng này không có câu dự đoán."), code="no_prediction")
    if not 0 <= prediction <= MOST_PREDICTED:
        raise EntryRefused(
            _("Số dự đoán là số từ 0 trở lên, ví dụ 1250."), field="prediction", code="prediction_invalid"
        )
    entry.prediction = prediction


def _already_submitted(entry: ContestEntry) -> EntryRefused:
    assert entry.submitted_at is not None
    if entry.is_sealed:
        return TooLate(
            _("Hết giờ làm bài lúc %(due)s. Những câu chị đã lưu trước đó vẫn được tính.")
            % {"due": exact(entry.submitted_at)},
            code="time_is_up",
        )
    return EntryRefused(
        _("Bài này chị đã nộp lúc %(at)s, không sửa được nữa.") % {"at": exact(entry.submitted_at)},
        code="handed_in",
    )
