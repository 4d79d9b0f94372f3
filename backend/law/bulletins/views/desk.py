"""The officers' desk of bulletins: begin one, write it, read another officer's, publish, correct, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.idempotency import idempotent
from backend.common.pagination import paginate
from backend.common.submitting import refuse_in_form, refuse_in_message
from backend.law.bulletins.actions.versions import (
    Draft,
    begin_bulletin,
    correct_bulletin,
    discard_draft,
    edit_version,
    publish_version,
    return_version,
    submit_version,
    withdraw_bulletin,
)
from backend.law.bulletins.enums import OPEN, PUBLIC
from backend.law.bulletins.forms import BeginForm, ReasonForm, VersionForm
from backend.law.bulletins.models import Bulletin, BulletinVersion
from backend.law.bulletins.presenters import bulletin_page, bulletin_rows, hidden_citers
from backend.law.bulletins.rules import may_edit, may_read, may_withdraw, may_write
from backend.law.bulletins.suggesting import suggested_content
from backend.law.library.models import Document
from backend.law.situations.stock import stock
from members.acting import ActorRequest
from members.rules import require


@login_required
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    member = request.actor.member
    require(may_write(member))
    page = paginate(request, BulletinVersion.objects.visible_to(member))
    to_read = list(BulletinVersion.objects.to_read_by(member))
    known = {each.pk for each in to_read}
    context = {
        "to_read": to_read,
        "open": [each for each in BulletinVersion.objects.open() if each.pk not in known],
        "page": page,
        "rows": bulletin_rows(list(page), timezone.localdate()),
    }
    return render(request, "law/bulletins/desk.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def begin(request: ActorRequest) -> HttpResponse:
    """Choose a document and a topic; the first draft has what the library knows."""
    require(may_write(request.actor.member))
    form = BeginForm(request.POST or None, initial={"document": request.GET.get("so", "")})
    if request.method == "POST" and form.is_valid():
        document = form.cleaned_data["document"]
        draft = Draft(document.name, document.valid_from_date, suggested_content(document))
        with refuse_in_form(form):
            made = begin_bulletin(
                actor=request.actor,
                document=document,
                topic=form.cleaned_data["topic"],
                draft=draft,
                is_another=form.cleaned_data["is_another"],
            )
            return redirect("law:bulletin_edit", made.pk)
        form.ask_for_another(document)
    documents = Document.objects.order_by("-valid_from_date", "number")
    context = {"form": form, "documents": documents, "known": form.known}
    return render(request, "law/bulletins/begin.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Write a draft. POST keeps it, and with act=submit also lets another officer read it."""
    require(may_write(request.actor.member))
    version = _shown(get_object_or_404(Bulletin.objects.visible_at_desk_to(request.actor.member), pk=pk))
    if not version.is_draft or not may_edit(request.actor.member, version):
        return redirect("law:bulletin_manage", pk)
    form = VersionForm(request.POST or None, version=version)
    if request.method == "POST" and form.is_valid():
        draft = form.draft()
        with refuse_in_form(form, form.places):
            is_submitted = request.POST.get("act") == "submit"
            version = edit_version(
                actor=request.actor, version=version, draft=draft, is_for_reading=is_submitted
            )
            if is_submitted:
                submit_version(actor=request.actor, version=version)
                messages.success(request, _("Bản tin đang chờ người thứ hai đọc."))
            else:
                messages.success(request, _("Đã lưu nháp."))
            return redirect("law:bulletin_manage", pk)
    context = {"form": form, "version": version, "document": version.bulletin.document}
    return render(request, "law/bulletins/edit.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def manage(request: ActorRequest, pk: int) -> HttpResponse:
    """Show a bulletin as its readers will see it, and what the officer may do with it; POST does it (`act`)."""
    member = request.actor.member
    require(may_write(member))
    bulletin = get_object_or_404(Bulletin.objects.visible_at_desk_to(member), pk=pk)
    version = _shown(bulletin)
    act = request.POST.get("act", "")
    form = ReasonForm(request.POST if act in ("return", "withdraw") else None)
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        with refuse_in_form(form) if form.is_bound else refuse_in_message(request):
            return _done(request, act, version, form)
        if not form.is_bound:
            return redirect("law:bulletin_manage", pk)
    context = {
        "bulletin": bulletin,
        "version": version,
        "page": bulletin_page(version),
        "topic": stock().topics[bulletin.topic],
        "form": form,
        "may_edit": may_edit(member, version),
        "may_read": may_read(member, version),
        "may_withdraw": may_withdraw(member),
        "is_public": bulletin.versions.filter(state__in=PUBLIC).exists(),
        "hidden_citers": hidden_citers(version.bulletin.document),
    }
    return render(request, "law/bulletins/manage.html", context, status=400 if form.errors else 200)


def _done(request: ActorRequest, act: str, version: BulletinVersion, form: ReasonForm) -> HttpResponse:
    """Do what the button says, and return the page that is next."""
    values: dict[str, Any] = {"actor": request.actor, "version": version}
    reason = form.cleaned_data["reason"] if form.is_bound else ""
    acts: dict[str, tuple[Callable[[], Any], str]] = {
        "submit": (lambda: submit_version(**values), _("Bản tin đang chờ người thứ hai đọc.")),
        "take-back": (lambda: return_version(**values, reason=""), _("Chị sửa tiếp được rồi.")),
        "return": (lambda: return_version(**values, reason=reason), _("Đã trả lại người soạn.")),
        "publish": (
            lambda: publish_version(**values, mark=request.POST.get("mark", "")),
            _("Đã đăng. Người theo dõi chủ đề này được báo."),
        ),
        "withdraw": (lambda: withdraw_bulletin(**values, reason=reason), _("Đã rút bản tin.")),
        "correct": (
            lambda: correct_bulletin(actor=request.actor, bulletin=version.bulletin),
            _("Chị sửa bản mới. Bản cũ vẫn hiện cho đến khi bản mới được đăng."),
        ),
        "discard": (lambda: discard_draft(**values), _("Đã bỏ bản nháp.")),
    }
    if act in acts:
        do, words = acts[act]
        do()
        messages.success(request, words)
    if act == "discard":
        return redirect("law:bulletin_desk")
    return redirect("law:bulletin_edit" if act == "correct" else "law:bulletin_manage", version.bulletin_id)


def _shown(bulletin: Bulletin) -> BulletinVersion:
    """Return the version that officers work on: the open one, else the public one."""
    rows = bulletin.versions.select_related("bulletin__document", "written_by", "read_by")
    found = list(rows.filter(state__in=(*OPEN, *PUBLIC)).order_by("-number"))
    return next((each for each in found if each.state in OPEN), found[0])
