"""Pages on which an officer writes forms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.pagination import paginate
from backend.common.submitting import refuse_in_form, refuse_in_message
from members.acting import ActorRequest
from members.branches.desk_access import desk_only
from members.branches.enums import BranchLevel
from members.models import Branch
from union.reports import presenters
from union.reports.actions import forms as actions
from union.reports.actions.forms import FormFacts
from union.reports.forms import FieldForm, FormFactsForm, RuleForm
from union.reports.models import ReportForm
from union.reports.rules import may_edit_form

FACTS = ("title", "about", "period_kind", "level", "due_days", "closing_days")


@desk_only
@require_safe
def forms(request: ActorRequest) -> HttpResponse:
    rows = ReportForm.objects.visible_to(request.actor.member).select_related("branch")
    return render(request, "union/reports/forms.html", {"page": paginate(request, rows)})


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def new(request: ActorRequest) -> HttpResponse:
    branches = Branch.objects.run_by(request.actor.member).filter(is_active=True)
    branches = branches.exclude(level=BranchLevel.CHAPTER).order_by("path")
    form = FormFactsForm(request.POST or None, branches=branches)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            row = actions.begin_form(
                actor=request.actor, branch=form.cleaned_data["branch"], facts=_facts(form)
            )
            return redirect("union:report_form", row.ref)
    context = {"form": form, "back_to": None}
    return render(request, "union/reports/edit.html", context, status=400 if form.errors else 200)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def edit(request: ActorRequest, ref: UUID) -> HttpResponse:
    row = _form(request, ref)
    initial = {name: getattr(row, name) for name in FACTS}
    form = FormFactsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            actions.edit_form(actor=request.actor, form=row, facts=_facts(form))
            return redirect("union:report_form", row.ref)
    context = {"form": form, "back_to": row}
    return render(request, "union/reports/edit.html", context, status=400 if form.errors else 200)


@desk_only
@require_safe
def form(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show a form with its fields and rules, and what can be done with it."""
    row = _form(request, ref)
    context = {
        "form": row,
        "edits": may_edit_form(request.actor.member, row),
        "fields": row.content.fields,
        "rules": presenters.rule_rows(row),
    }
    return render(request, "union/reports/form.html", context)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def field(request: ActorRequest, ref: UUID, code: str = "") -> HttpResponse:
    """Add a field, or change the one with the code."""
    row = _form(request, ref)
    known = row.content.by_code.get(code)
    if code and known is None:
        raise Http404
    initial: dict[str, Any] = FieldForm.initial_of(known) if known else {}
    form = FieldForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            actions.put_field(actor=request.actor, form=row, field=form.field(code))
            return redirect("union:report_form", row.ref)
    context = {"form": form, "back_to": row, "code": code}
    return render(request, "union/reports/field.html", context, status=400 if form.errors else 200)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def rule(request: ActorRequest, ref: UUID) -> HttpResponse:
    row = _form(request, ref)
    form = RuleForm(request.POST or None, form=row)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            actions.add_rule(actor=request.actor, form=row, rule=form.rule())
            return redirect("union:report_form", row.ref)
    context = {"form": form, "back_to": row}
    return render(request, "union/reports/rule.html", context, status=400 if form.errors else 200)


@desk_only
@require_POST
@idempotent
def act(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Publish, retire or revise a form, or remove a field or rule of a draft."""
    row = _form(request, ref)
    with refuse_in_message(request):
        row = _act(request, row)
    return redirect("union:report_form", row.ref)


def _act(request: ActorRequest, row: ReportForm) -> ReportForm:
    actor, which = request.actor, request.POST.get("which", "")
    match request.POST.get("act"):
        case "publish":
            actions.publish_form(actor=actor, form=row)
            messages.info(request, _("Mẫu đã dùng. Báo cáo của kỳ này mở trong ngày."))
        case "retire":
            actions.retire_form(actor=actor, form=row)
        case "revise":
            return actions.revise_form(actor=actor, form=row)
        case "remove_field":
            actions.remove_field(actor=actor, form=row, code=which)
        case "remove_rule" if which.isdecimal():
            actions.remove_rule(actor=actor, form=row, number=int(which))
        case _:
            raise Http404
    return row


def _facts(form: FormFactsForm) -> FormFacts:
    return FormFacts(**{name: form.cleaned_data[name] for name in FACTS})


def _form(request: ActorRequest, ref: UUID) -> ReportForm:
    rows = ReportForm.objects.visible_to(request.actor.member).select_related("branch")
    return get_object_or_404(rows, ref=ref)
