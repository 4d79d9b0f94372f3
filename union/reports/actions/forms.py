"""Write, publish, revise and retire forms."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.text import nfc, slugify_vi
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.branches.enums import BranchLevel
from members.models import Branch
from members.rules import require
from union.reports.checking import ReportOver, ReportRefused
from union.reports.definition import SIGNS, Definition, Field, Rule
from union.reports.enums import FieldKind, FormState, OverTime, PeriodKind
from union.reports.kinds.finding import known_figures
from union.reports.models import ReportForm
from union.reports.numbers import MAX_PLACES
from union.reports.rules import may_edit_form, may_write_forms

MAX_FIELDS = 120
MAX_RULES = 60
MAX_DAYS = 90


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What an officer types about a form, apart from its fields and rules."""

    title: str
    about: str = ""
    period_kind: str = PeriodKind.MONTH
    level: str = BranchLevel.COMMUNE
    due_days: int = 5
    closing_days: int = 15


@transaction.atomic
def begin_form(*, actor: Actor, branch: Branch, facts: FormFacts) -> ReportForm:
    """Begin a form without fields, for the branches below `branch`. Raises NotAllowed, ReportRefused."""
    require(may_write_forms(actor.member, branch))
    form = ReportForm(branch=branch, written_by=actor.by, definition=Definition().stored())
    _put_facts(form, facts)
    form.save()
    _append(actor, "report.form_written", form)
    return form


@transaction.atomic
def edit_form(*, actor: Actor, form: ReportForm, facts: FormFacts) -> ReportForm:
    """Change a draft's title, period and days. Raises NotAllowed, ReportRefused."""
    row = _draft(actor, form)
    _put_facts(row, facts)
    return _saved(actor, row)


@transaction.atomic
def put_field(*, actor: Actor, form: ReportForm, field: Field) -> ReportForm:
    """Add a field, or replace the one with its code. An empty code is made from the label.

    Raises NotAllowed, ReportRefused.
    """
    row = _draft(actor, form)
    fields = list(row.content.fields)
    field = _sound(field)
    codes = [each.code for each in fields]
    if field.code and field.code in codes:
        fields[codes.index(field.code)] = field
    else:
        if len(fields) >= MAX_FIELDS:
            raise ReportRefused(_("Một mẫu có nhiều nhất 120 mục."), code="report_too_many")
        fields.append(replace(field, code=field.code or _free_code(field.label, codes)))
    return _defined(actor, row, Definition(tuple(fields), row.content.rules))


@transaction.atomic
def remove_field(*, actor: Actor, form: ReportForm, code: str) -> ReportForm:
    """Remove a field and the rules that name it. Does nothing without one. Raises NotAllowed, ReportRefused."""
    row = _draft(actor, form)
    fields = tuple(each for each in row.content.fields if each.code != code)
    rules = tuple(rule for rule in row.content.rules if code not in rule.codes)
    return _defined(actor, row, Definition(fields, rules))


@transaction.atomic
def add_rule(*, actor: Actor, form: ReportForm, rule: Rule) -> ReportForm:
    """Add a rule between numbers of the form. Raises NotAllowed, ReportRefused."""
    row = _draft(actor, form)
    numbers = {each.code for each in row.content.numbers}
    if not (rule.left and rule.right and rule.codes <= numbers and rule.sign in SIGNS):
        raise ReportRefused(
            _("Hai bên của điều kiện là các mục số của mẫu này."), field="left", code="report_rule"
        )
    message = nfc(rule.message)[:200]
    if not message:
        raise ReportRefused(_("Chị ghi câu hiện ra khi số không khớp."), field="message", code="report_rule")
    if len(row.content.rules) >= MAX_RULES:
        raise ReportRefused(_("Một mẫu có nhiều nhất 60 điều kiện."), code="report_too_many")
    rules = (*row.content.rules, replace(rule, message=message))
    return _defined(actor, row, Definition(row.content.fields, rules))


@transaction.atomic
def remove_rule(*, actor: Actor, form: ReportForm, number: int) -> ReportForm:
    """Remove the rule with index `number`. Does nothing without one. Raises NotAllowed, ReportRefused."""
    row = _draft(actor, form)
    rules = tuple(rule for at, rule in enumerate(row.content.rules) if at != number)
    return _defined(actor, row, Definition(row.content.fields, rules))


@transaction.atomic
def publish_form(*, actor: Actor, form: ReportForm) -> ReportForm:
    """Freeze a draft, and retire the form that it replaces. Periods are opened by the clock.

    Raises NotAllowed, ReportRefused.
    """
    row = _draft(actor, form)
    if not row.content.fields:
        raise ReportRefused(_("Mẫu chưa có mục nào."), code="report_no_fields")
    row.state, row.published_at = FormState.PUBLISHED, timezone.now()
    row.save(update_fields=["state", "published_at"])
    _append(actor, "report.form_published", row)
    replaced = [row.replaces_id] if row.replaces_id is not None else []
    before = ReportForm.objects.select_for_update(of=("self",)).filter(pk__in=replaced).first()
    if before is not None and before.is_published:
        _retire(actor, before)
    return row


@transaction.atomic
def retire_form(*, actor: Actor, form: ReportForm) -> ReportForm:
    """Open no more periods of a published form; open reports stay. Raises NotAllowed, ReportRefused."""
    row = _locked(actor, form)
    if not row.is_published:
        raise ReportOver(_("Mẫu này không còn dùng."), code="report_form_over")
    return _retire(actor, row)


@transaction.atomic
def revise_form(*, actor: Actor, form: ReportForm) -> ReportForm:
    """Return a draft with the same content, which replaces the published form once it is published.

    Raises NotAllowed, ReportRefused.
    """
    row = _locked(actor, form)
    if row.is_draft:
        raise ReportOver(_("Mẫu này đang soạn, chị sửa thẳng."), code="report_form_over")
    names = ("branch", "title", "about", "period_kind", "level", "due_days", "closing_days", "definition")
    copy = ReportForm.objects.create(
        **{name: getattr(row, name) for name in names}, replaces=row, written_by=actor.by
    )
    _append(actor, "report.form_written", copy)
    return copy


def _put_facts(form: ReportForm, facts: FormFacts) -> None:
    title = nfc(facts.title)[:160]
    if len(title) < 3:
        raise ReportRefused(_("Chị viết tên báo cáo."), field="title", code="report_title")
    if not 0 <= facts.due_days <= facts.closing_days <= MAX_DAYS:
        raise ReportRefused(
            _("Ngày khoá không trước hạn nộp, và nhiều nhất 90 ngày sau kỳ."),
            field="closing_days",
            code="report_days",
        )
    level = BranchLevel(facts.level)
    if level == BranchLevel.PROVINCE or form.branch.level == level:
        raise ReportRefused(_("Báo cáo do cấp dưới làm."), field="level", code="report_level")
    form.title, form.about = title, nfc(facts.about)[:400]
    form.period_kind, form.level = PeriodKind(facts.period_kind), level
    form.due_days, form.closing_days = facts.due_days, facts.closing_days


def _sound(field: Field) -> Field:
    """Return the field with clean words. Raises ReportRefused."""
    label = nfc(field.label)[:160]
    if len(label) < 2:
        raise ReportRefused(_("Chị viết tên mục."), field="label", code="report_label")
    if field.kind not in FieldKind.values or field.over_time not in OverTime.values:
        raise ReportRefused(_("Chị chọn một mục."), field="kind", code="report_kind")
    if not 0 <= field.places <= MAX_PLACES:
        raise ReportRefused(_("Nhiều nhất 4 chữ số sau dấu phẩy."), field="places", code="report_places")
    if field.known and not (field.is_number and field.known in known_figures() and field.places == 0):
        raise ReportRefused(
            _("Số Piêu đếm chỉ điền được vào mục số nguyên."), field="known", code="report_known"
        )
    choices = tuple((key, nfc(words)[:80]) for key, words in field.choices if nfc(words))
    if field.is_choice and len(choices) < 2:
        raise ReportRefused(_("Chị ghi ít nhất hai lựa chọn."), field="choices", code="report_choices")
    return replace(
        field,
        label=label,
        section=nfc(field.section)[:80],
        unit=nfc(field.unit)[:20],
        choices=choices if field.is_choice else (),
        places=field.places if field.is_number else 0,
    )


def _free_code(label: str, taken: list[str]) -> str:
    base = slugify_vi(label, max_length=32).replace("-", "_") or "muc"
    numbered = (base if number == 1 else f"{base}_{number}" for number in range(1, MAX_FIELDS + 2))
    return next(code for code in numbered if code not in taken)


def _locked(actor: Actor, form: ReportForm) -> ReportForm:
    row = ReportForm.objects.select_for_update(of=("self",)).select_related("branch").get(pk=form.pk)
    require(may_edit_form(actor.member, row))
    return row


def _draft(actor: Actor, form: ReportForm) -> ReportForm:
    row = _locked(actor, form)
    if not row.is_draft:
        raise ReportOver(_("Mẫu đã dùng thì không sửa được. Chị soạn bản mới."), code="report_form_over")
    return row


def _defined(actor: Actor, row: ReportForm, definition: Definition) -> ReportForm:
    row.definition = definition.stored()
    row.__dict__.pop("content", None)
    return _saved(actor, row)


def _saved(actor: Actor, row: ReportForm) -> ReportForm:
    row.written_by = actor.by
    row.save()
    _append(actor, "report.form_written", row)
    return row


def _retire(actor: Actor, row: ReportForm) -> ReportForm:
    row.state, row.retired_at = FormState.RETIRED, timezone.now()
    row.save(update_fields=["state", "retired_at"])
    _append(actor, "report.form_retired", row)
    return row


def _append(actor: Actor, kind: str, form: ReportForm) -> None:
    append_entry(
        kind=kind,
        subject=f"report_form:{form.ref}",
        payload={"form": form.pk, **states(form)},
        **actor.ledger_refs(),
    )
