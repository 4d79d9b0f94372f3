"""Write question banks and their questions, one by one or from a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.law.citing.places import require_citable
from courses.authoring.actions.ownership import take_over
from courses.authoring.enums import AudioSource
from courses.authoring.rules import may_edit_course
from courses.keys import new_key
from courses.media.speech import question_hash
from courses.models import Course, Question, QuestionBank
from courses.quizzes.actions.quizzes import put_question
from courses.quizzes.importing import Imported, ImportRefused, Problem
from courses.quizzes.pictures import media_in, with_known_media
from courses.quizzes.questions import VOICE_FIELDS, QuestionInvalid, checked
from courses.quizzes.rules import may_edit_bank
from members.acting import Actor
from members.rules import is_staff, require

MAX_IN_BANK = 5_000


class BankError(DomainError):
    """The bank can't be saved like this; nothing was changed."""


@transaction.atomic
def create_bank(*, actor: Actor, title: str, course: Course | None = None) -> QuestionBank:
    """Create a bank of `course`; without it a shared bank, for staff only. Raises BankError, NotAllowed."""
    require(is_staff(actor.member) if course is None else may_edit_course(actor.member, course))
    if not title.strip():
        raise BankError(_("Chị đặt tên cho ngân hàng câu hỏi."), field="title")
    return QuestionBank.objects.create(course=course, title=title.strip()[:120], key=new_key())


@transaction.atomic
def save_question(
    *, actor: Actor, bank: QuestionBank, question: dict[str, Any], row: Question | None = None
) -> Question:
    """Save a new question, or change the question of `row`.

    The key of `row` stays. Its voice stays too if `question` has no "audio". Raises QuestionInvalid,
    BankError, NotAllowed, or NotCitable for a new citation.
    """
    require(may_edit_bank(actor.member, bank))
    if row is not None:  # another request may save its voice now
        row = Question.objects.select_for_update().get(pk=row.pk)
    old = row.body if row is not None else {}
    key = row.key if row is not None else question.get("key") or new_key()
    if "audio" not in question:
        question = {**question, **{name: old[name] for name in VOICE_FIELDS if name in old}}
    body = with_known_media(actor.member, checked({**question, "key": key}), existing=media_in(old))
    require_citable(body["citations"], known=old.get("citations", ()))
    if body.get("audio") and not body.get("audio_text_hash"):
        body |= {"audio_source": AudioSource.RECORDED.value, "audio_text_hash": question_hash(body)}
    if row is None:
        bank = QuestionBank.objects.select_for_update().get(pk=bank.pk)
        if bank.questions.filter(key=key).exists():
            raise BankError(_("Mã này đã có trong ngân hàng."), field="key", code="question_key_taken")
        _leave_room(bank, 1)
    saved, _new = put_question(bank=bank, body=body, position=_next_position(bank) if row is None else None)
    _take_over_course(bank)
    return saved


@transaction.atomic
def order_questions(*, actor: Actor, bank: QuestionBank, keys: Sequence[int]) -> None:
    """Put a bank's questions in the order of `keys` (their ids); quizzes without shuffling ask in this order.

    Omitted questions follow in their old order. Raises NotAllowed.
    """
    require(may_edit_bank(actor.member, bank))
    bank = QuestionBank.objects.select_for_update(of=("self",)).select_related("course").get(pk=bank.pk)
    rows = {row.pk: row for row in bank.questions.asked()}
    wanted = [rows.pop(key) for key in dict.fromkeys(keys) if key in rows]
    for place, row in enumerate([*wanted, *rows.values()]):
        if row.position != place:
            Question.objects.filter(pk=row.pk).update(position=place)
    _take_over_course(bank)


@transaction.atomic
def take_voice_off(*, actor: Actor, row: Question) -> None:
    """Remove the question's voice. Repeating it changes nothing. Raises NotAllowed."""
    require(may_edit_bank(actor.member, row.bank))
    row = Question.objects.select_for_update().get(pk=row.pk)
    body = {name: value for name, value in row.body.items() if name not in VOICE_FIELDS}
    if body != row.body:
        put_question(bank=row.bank, body=body)


@transaction.atomic
def archive_question(*, actor: Actor, row: Question) -> None:
    """Leave the question out of new versions. Published versions don't change.

    Repeating it changes nothing.
    """
    require(may_edit_bank(actor.member, row.bank))
    Question.objects.asked().filter(pk=row.pk).update(archived_at=timezone.now())
    _take_over_course(row.bank)


@transaction.atomic
def restore_question(*, actor: Actor, row: Question) -> None:
    require(may_edit_bank(actor.member, row.bank))
    Question.objects.filter(pk=row.pk).update(archived_at=None)
    _take_over_course(row.bank)


@transaction.atomic
def import_questions(*, actor: Actor, bank: QuestionBank, found: Sequence[Imported]) -> tuple[int, int]:
    """Save all questions of a file, or none, and return (number created, number changed).

    A known key changes that question. The same file twice changes nothing the second time. Raises
    ImportRefused (a missing picture), BankError, NotAllowed.
    """
    require(may_edit_bank(actor.member, bank))
    bank = QuestionBank.objects.select_for_update().get(pk=bank.pk)
    known = {row.key: row for row in bank.questions.all()}
    new = sum(row.question["key"] not in known for row in found)
    _leave_room(bank, new)
    position = _next_position(bank)
    changed = 0
    for row, body in _with_media(actor, found, known):
        old = known.get(row.question["key"])
        if row.category and row.category != " ".join(bank.title.split()):
            body = {**body, "category": row.category[:400]}
        if old is not None and (old.body != body or old.archived_at):
            changed += 1
        _saved, made = put_question(bank=bank, body=body, position=position if old is None else None)
        position += made
    if new or changed:
        _take_over_course(bank)
    return new, changed


def _with_media(
    actor: Actor, found: Sequence[Imported], known: dict[str, Question]
) -> list[tuple[Imported, dict[str, Any]]]:
    made: list[tuple[Imported, dict[str, Any]]] = []
    problems: list[Problem] = []
    for row in found:
        old = known.get(row.question["key"])
        try:
            existing = media_in(old.body) if old is not None else set()
            made.append((row, with_known_media(actor.member, row.question, existing=existing)))
        except QuestionInvalid as error:
            problems.append(Problem(row.line, str(error.message)))
    if problems:
        raise ImportRefused(problems)
    return made


def _take_over_course(bank: QuestionBank) -> None:
    """Mark a built-in course as changed by a person, so that release files no longer overwrite it.

    Does nothing for a shared bank.
    """
    if bank.course is not None:
        take_over(bank.course)


def _next_position(bank: QuestionBank) -> int:
    last = bank.questions.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _leave_room(bank: QuestionBank, more: int) -> None:
    if bank.questions.count() + more > MAX_IN_BANK:
        raise BankError(_("Một ngân hàng nhiều nhất %(most)s câu.") % {"most": MAX_IN_BANK}, code="bank_full")
