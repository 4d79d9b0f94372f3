"""Taking part. A try is one INSERT when it begins and one UPDATE when it is handed in; each may be sent twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.contests.errors import EntryRefused, NoSuchEntry, NotHerself, TooLate
from courses.contests.papers import Paper, paper_of
from courses.contests.windows import due_at, entries_left, exact, is_running, require_open, require_time_left
from courses.enums.contests import Prediction
from courses.models import ContestEntry, ContestRound
from courses.quizzes.scoring import clean_response
from courses.rules.contests import require_entrant
from members.acting import Actor

MOST_PREDICTED = 100_000_000
OWN = tuple(field.name for field in ContestEntry._meta.concrete_fields)


def start_entry(*, actor: Actor, round_: ContestRound, request_key: str = "") -> ContestEntry:
    """Begin a try, or go on with the one that is running. `request_key`: the same key never begins a second one.

    `round_` as just read, with its contest and branch. Raises NotHerself, EntryRefused (not open, not for her, no tries
    left), TooLate. Several phones at once begin no more
    tries than allowed: each needs its own number, and the number says how many there were before.
    """
    if actor.is_helping:
        raise NotHerself()
    paper = paper_of(round_) if round_.commitment else None
    now = timezone.now()
    require_open(round_, now)
    assert paper is not None
    branch = require_entrant(actor.member, round_.contest, who=paper.terms["who"], units=paper.terms["units"])
    for _attempt in range(5):
        begun = list(ContestEntry.objects.filter(user=actor.member, round=round_))
        for entry in begun:
            entry.round = round_
            if is_running(entry, now) or (request_key and entry.request_key == request_key):
                return entry
        if not entries_left(round_, begun, now):
            raise EntryRefused(_("Chị đã dùng hết lượt thi của vòng này."), code="no_tries_left")
        try:
            with transaction.atomic():
                return ContestEntry.objects.create(
                    round=round_,
                    user=actor.member,
                    branch=branch,
                    number=max((entry.number for entry in begun), default=0) + 1,
                    request_key=request_key,
                    started_at=now,
                    due_at=due_at(round_, now),
                )
        except IntegrityError:
            continue  # another phone of hers took the number; look again
    raise EntryRefused(_("Chị đang mở bài ở nhiều máy một lúc. Chị thử lại."), code="busy")


@transaction.atomic
def save_answers(
    *, actor: Actor, entry: ContestEntry, answers: Mapping[str, Any], prediction: int | None = None
) -> ContestEntry:
    """Keep what she answered so far; later answers to the same question replace earlier ones.

    `answers`: {question key: response of courses/quizzes/scoring.py}. Raises NotHerself, EntryRefused (handed in already),
    TooLate, ResponseInvalid (a question or choice that isn't hers).
    """
    entry, paper, now = _locked(actor, entry)
    if entry.submitted_at:
        raise _handed_in(entry)
    require_time_left(entry, now)
    _take(entry, paper, answers, prediction)
    entry.save(update_fields=["answers", "prediction"])
    return entry


@transaction.atomic
def submit_entry(
    *,
    actor: Actor,
    entry: ContestEntry,
    answers: Mapping[str, Any] | None = None,
    prediction: int | None = None,
) -> ContestEntry:
    """Hand it in, with the answers that were not saved before. Handing in the same again changes nothing.

    Raises as save_answers does; with other answers than those handed in, EntryRefused.
    """
    entry, paper, now = _locked(actor, entry)
    if entry.submitted_at and not entry.is_sealed:
        before = (dict(entry.answers), entry.prediction)
        _take(entry, paper, answers or {}, prediction)
        if (entry.answers, entry.prediction) != before:
            raise _handed_in(entry)
        return entry
    require_time_left(entry, now)
    if entry.submitted_at:
        raise _handed_in(entry)
    _take(entry, paper, answers or {}, prediction)
    entry.submitted_at = now
    entry.save(update_fields=["answers", "prediction", "submitted_at"])
    return entry


def _locked(actor: Actor, entry: ContestEntry) -> tuple[ContestEntry, Paper, datetime]:
    """Her entry, locked, and the moment of the server's clock after the lock was had."""
    if actor.is_helping:
        raise NotHerself()
    found = (
        ContestEntry.objects.select_for_update(of=("self",))
        .select_related("round")
        .only(*OWN, "round__commitment", "round__closes_at", "round__ended_at")
        .filter(pk=entry.pk, user=actor.member)
        .first()
    )
    if found is None:
        raise NoSuchEntry()
    return found, paper_of(found.round), timezone.now()


def _take(entry: ContestEntry, paper: Paper, answers: Mapping[str, Any], prediction: int | None) -> None:
    hers = paper.asks(str(entry.pk))
    taken = dict(entry.answers)
    for key, answer in answers.items():
        if key not in hers:
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


def _handed_in(entry: ContestEntry) -> EntryRefused:
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
