"""Exchange templates at the officer's desk: upload one, map its columns once, download it filled in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.errors import DomainError
from backend.common.idempotency import idempotent, replayed
from backend.common.submitting import hold_refusal, refuse_in_form, refuse_in_message
from backend.common.text import fold, to_id
from backend.common.workbooks import MAX_BYTES
from members.acting import ActorRequest
from orders.exchanges.actions import (
    add_template,
    filled,
    map_columns,
    map_words,
    remove_template,
    replace_file,
    words_to_say,
)
from orders.exchanges.fields import FIELDS, guessed
from orders.exchanges.packages import SheetLook
from orders.exchanges.presenters import MappedColumn
from orders.exchanges.rules import may_keep_exchanges
from orders.exchanges.sheet_facts import SheetFacts
from orders.exchanges.sheets import letters
from orders.exchanges.template_files import NewFile, read_facts, read_looks, read_new_file
from orders.models import ExchangeTemplate
from orders.shops.rules import may_sell
from products.models import Producer

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Instead of a field: the same text in every row.
CONSTANT = "constant"
MOST_CHOICES = 300


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Tệp Excel trống của sàn (.xlsx)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": gettext_lazy("Chị chọn tệp."), "empty": gettext_lazy("Tệp này rỗng.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("Tệp lớn quá 5 MB."))
        return file


class TemplateForm(FileForm):
    name = forms.CharField(
        label=gettext_lazy("Tên sàn"),
        max_length=80,
        error_messages={"required": gettext_lazy("Chị ghi tên sàn.")},
    )
    field_order = ("name", "file")


def _at_desk(request: ActorRequest) -> None:
    if not may_keep_exchanges(request.actor.member):
        raise Http404


def _template(request: ActorRequest, ref: UUID) -> ExchangeTemplate:
    _at_desk(request)
    return get_object_or_404(ExchangeTemplate.objects.filter(is_active=True), ref=ref)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@replayed
def exchanges(request: ActorRequest) -> HttpResponse:
    """List the templates. A POST adds one; its file is read before the key's transaction."""
    _at_desk(request)
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        with refuse_in_form(form):
            return _add(request, form.cleaned_data["name"], read_new_file(upload.read()), upload.name)
    rows = ExchangeTemplate.objects.filter(is_active=True)
    return render(
        request,
        "orders/exchanges/list.html",
        {"form": form, "templates": rows},
        status=400 if form.errors else 200,
    )


@idempotent
def _add(request: ActorRequest, name: str, file: NewFile, file_name: str) -> HttpResponse:
    template = add_template(actor=request.actor, name=name, file=file, file_name=file_name)
    return redirect("orders:exchange", template.ref)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@replayed
def exchange(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show a template's columns and what fills each; a POST sets that.

    `?trang=` and `?dong=` choose the sheet and the row with the headings.
    """
    template = _template(request, ref)
    looks = read_looks(template)
    asked = request.POST if request.method == "POST" else request.GET
    look, row = _place(template, looks, asked.get("trang", ""), to_id(asked.get("dong")))
    headings = dict(look.rows).get(row, ())
    is_same = template.sheet == look.name and template.heading_row == row
    chosen = (
        {int(column): key for column, key in template.columns.items()} if is_same else guessed(list(headings))
    )
    first_row = to_id(asked.get("tu")) or (template.first_row if is_same and template.is_mapped else row + 1)
    constants = {int(column): text for column, text in template.constants.items()} if is_same else {}
    refusal = ""
    if request.method == "POST":
        numbers = range(1, len(headings) + 1)
        chosen = {column: request.POST.get(f"cot-{column}", "") for column in numbers}
        constants = {c: request.POST.get(f"chu-{c}", "") for c in numbers if chosen[c] == CONSTANT}
        with hold_refusal() as submission:
            facts = read_facts(template, sheet=look.name, heading_row=row, first_row=first_row)
            columns = {column: key for column, key in chosen.items() if key != CONSTANT}
            return _map_columns(request, template, facts, columns, constants)
        refusal = submission.message
    context = {
        "template": template,
        "looks": looks,
        "look": look,
        "row": row,
        "first_row": first_row,
        "rows": [(number, " · ".join(text for text in cells if text)[:120]) for number, cells in look.rows],
        "columns": [
            MappedColumn(
                number=column,
                letter=letters(column),
                heading=heading,
                key="" if column in constants else chosen.get(column, ""),
                constant=constants.get(column),
            )
            for column, heading in enumerate(headings, 1)
            if heading
        ],
        "fields": list(FIELDS.values()),
        "file_form": FileForm(),
        "asked": _asked(template, request, list(headings)) if is_same and not refusal else [],
        "refusal": refusal,
    }
    return render(request, "orders/exchanges/exchange.html", context, status=400 if refusal else 200)


@idempotent
def _map_columns(
    request: ActorRequest,
    template: ExchangeTemplate,
    facts: SheetFacts,
    columns: dict[int, str],
    constants: dict[int, str],
) -> HttpResponse:
    map_columns(actor=request.actor, template=template, facts=facts, columns=columns, constants=constants)
    messages.success(request, _("Đã ghép các cột."))
    return redirect("orders:exchange", template.ref)


def _asked(
    template: ExchangeTemplate, request: ActorRequest, headings: list[str]
) -> list[tuple[int, str, list[tuple[int, str]], list[str]]]:
    """Return the columns whose drop-down list lacks values of the officer's products.

    Each is (column, heading, numbered values that the list lacks, the list).
    """
    try:
        words = words_to_say(template, request.actor.member)
    except DomainError:  # the file has changed; downloading it reports that
        return []
    return [
        (
            column,
            headings[column - 1] if column <= len(headings) else "",
            list(enumerate(ours)),
            theirs[:MOST_CHOICES],
        )
        for column, (ours, theirs) in words.items()
    ]


@login_required
@require_POST
@replayed
def map_exchange_words(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Map values of products to entries of a template's drop-down lists.

    The field `cua-3-0` has a value for column 3, `chu-3-0` the entry chosen for it.
    """
    template = _template(request, ref)
    mapped: dict[int, dict[str, str]] = {}
    for name, ours in request.POST.items():
        column, _dash, number = name.removeprefix("cua-").partition("-")
        place = to_id(column) if name.startswith("cua-") else None
        if place is not None and (theirs := request.POST.get(f"chu-{column}-{number}", "")):
            mapped.setdefault(place, {})[str(ours)] = theirs
    with refuse_in_message(request):
        return _map_words(request, template, read_facts(template), mapped)
    return redirect("orders:exchange", template.ref)


@idempotent
def _map_words(
    request: ActorRequest, template: ExchangeTemplate, facts: SheetFacts, mapped: dict[int, dict[str, str]]
) -> HttpResponse:
    map_words(actor=request.actor, template=template, facts=facts, words=mapped)
    messages.success(request, _("Đã ghi lại: lần sau Piêu tự chọn."))
    return redirect("orders:exchange", template.ref)


def _place(
    template: ExchangeTemplate, looks: list[SheetLook], sheet: str, row: int | None
) -> tuple[SheetLook, int]:
    """Return the requested sheet and row, the mapped ones, or those with the most recognised headings.

    Raises Http404.
    """
    if not looks:
        raise Http404
    wanted = sheet or template.sheet
    look = next((look for look in looks if look.name == wanted), None)
    if look is None:
        look = max(looks, key=lambda each: max((len(guessed(list(c))) for _n, c in each.rows), default=0))
    numbers = dict(look.rows)
    if row in numbers:
        return look, row or 1
    if template.is_mapped and template.sheet == look.name and template.heading_row in numbers:
        return look, template.heading_row
    best = max(look.rows, key=lambda each: (len(guessed(list(each[1]))), -each[0]), default=(1, ()))
    return look, best[0]


@login_required
@require_POST
@replayed
def change_exchange(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Replace the file by the exchange's newest one, or remove the template."""
    template = _template(request, ref)
    if request.POST.get("act") == "remove":
        return _remove(request, template)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for text in form.errors.get("file", [])))
        return redirect("orders:exchange", template.ref)
    upload = form.cleaned_data["file"]
    with refuse_in_message(request):
        return _replace(request, template, read_new_file(upload.read(), template), upload.name)
    return redirect("orders:exchange", template.ref)


@idempotent
def _remove(request: ActorRequest, template: ExchangeTemplate) -> HttpResponse:
    remove_template(actor=request.actor, template=template)
    messages.success(request, _("Đã bỏ tệp mẫu %(name)s.") % {"name": template.name})
    return redirect("orders:exchanges")


@idempotent
def _replace(
    request: ActorRequest, template: ExchangeTemplate, file: NewFile, file_name: str
) -> HttpResponse:
    _replaced, changed = replace_file(actor=request.actor, template=template, file=file, file_name=file_name)
    if changed:
        words = _("Tệp mới có cột khác, chị ghép lại.")
        messages.warning(request, " ".join([words, *changed[:10]]))
    else:
        messages.success(request, _("Đã đổi tệp, các cột vẫn như cũ."))
    return redirect("orders:exchange", template.ref)


@login_required
@require_safe
def filled_exchange(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Return the exchange's file with today's goods of producers that the officer oversees."""
    template = _template(request, ref)
    return _file(request, template, None, reverse("orders:exchange", args=[template.ref]))


@login_required
@require_safe
def producer_exchange(request: ActorRequest, producer_id: int, ref: UUID) -> HttpResponse:
    """Return the exchange's file with the goods of one producer, for the people who sell there."""
    producer = get_object_or_404(Producer, pk=producer_id)
    if not may_sell(request.actor.member, producer):
        raise Http404
    template = get_object_or_404(ExchangeTemplate.objects.filter(is_active=True), ref=ref)
    return _file(request, template, producer, reverse("orders:channels", args=[producer.pk]))


def _file(
    request: ActorRequest, template: ExchangeTemplate, producer: Producer | None, back: str
) -> HttpResponse:
    with refuse_in_message(request) as submission:
        data = filled(template, request.actor.member, producer)
    if not submission.is_done:
        return redirect(back)
    name = "-".join(fold(template.name).split()) or "san"
    response = HttpResponse(data, content_type=EXCEL)
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.xlsx"'
    return response
