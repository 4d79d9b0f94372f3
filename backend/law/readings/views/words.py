"""An officer's pages: write plain words, and read those of another officer."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.pagination import paginate
from backend.common.submitting import refuse_in_form, refuse_in_message
from backend.law.library.actions.documents import LawRefused
from backend.law.library.models import Provision
from backend.law.library.picking import find_provisions
from backend.law.library.references import BadReference
from backend.law.library.texts import pieces_of, text_hash
from backend.law.readings.actions.words import mark_words_read, write_words
from backend.law.readings.forms import CitationForm, WordsForm
from backend.law.readings.models import PlainWords
from backend.law.readings.presenters import played_of
from backend.law.readings.readables import readables
from backend.law.readings.rules import may_read_words, may_write_words
from backend.theme.reading import for_reading
from members.acting import ActorRequest
from members.branches.desk_access import desk_only


@for_reading
@desk_only
@require_safe
def desk(request: ActorRequest) -> HttpResponse:
    """List the words that wait for this officer as a second reader; with ?dieu= open a provision to write."""
    form = CitationForm(request.GET if "dieu" in request.GET else None)
    if form.is_bound and form.is_valid():
        with refuse_in_form(form):
            return redirect("law:provision_words", _typed_place(form.cleaned_data["dieu"]).pk)
    officer = request.actor.member
    context = {
        "page": paginate(request, PlainWords.objects.waiting_for(officer), per_page=20),
        "form": form if may_write_words(officer) else None,
        "readables": readables(),
    }
    return render(request, "law/readings/words.html", context, status=400 if form.errors else 200)


@for_reading
@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def provision(request: ActorRequest, pk: int) -> HttpResponse:
    """Show the text of a provision and its words: to read them, to write them, to record them."""
    found = get_object_or_404(Provision.objects.with_holders().exclude(ref=""), pk=pk)
    officer = request.actor.member
    words = (
        PlainWords.objects.current().filter(provision=found).select_related("written_by", "read_by").first()
    )
    known = {"text": words.text, "audience": words.audience} if words else {}
    form = WordsForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            write_words(actor=request.actor, provision=found, **form.cleaned_data)
            messages.success(request, _("Đã lưu. Lời này chờ người thứ hai đọc."))
            return redirect("law:provision_words", found.pk)
    pieces = pieces_of(found)
    is_held = any(piece.words for piece in pieces)
    context = {
        "provision": found,
        "pieces": pieces,
        "is_held": is_held,
        "may_write": is_held or found.document.was_read,
        "words": words,
        "form": form if may_write_words(officer) else None,
        "may_read": words is not None and words.read_at is None and may_read_words(officer, words),
        "recordings": played_of(found, "", text_hash(words.text)) if words else (),
    }
    return render(request, "law/readings/write.html", context, status=400 if form.errors else 200)


def _typed_place(typed: str) -> Provision:
    """Return the provision that was typed as the picker of law takes it. Raises LawRefused for none or several."""
    with suppress(BadReference):
        if exact := Provision.objects.cited(typed):
            return exact
    found = [each.provision for each in find_provisions(typed) if each.provision is not None]
    if not found:
        raise LawRefused(
            _("Thư viện luật chưa có điều này. Gõ số điều và số văn bản."), field="dieu", code="law_unknown"
        )
    # What is below the typed place comes after it.
    if any(not row.sort.startswith(found[0].sort) or row.document != found[0].document for row in found):
        raise LawRefused(
            _(
                "Có nhiều chỗ như thế trong thư viện luật. Gõ đủ số điều và số văn bản, ví dụ 81(2) 52/2014/QH13."
            ),
            field="dieu",
            code="law_several",
        )
    return found[0]


@desk_only
@require_POST
@idempotent
def mark_read(request: ActorRequest, pk: int) -> HttpResponse:
    """Record that this officer read another's words, and open the next ones."""
    words = get_object_or_404(PlainWords.objects.visible_to(request.actor.member), pk=pk)
    with refuse_in_message(request) as submission:
        mark_words_read(actor=request.actor, words=words)
        messages.success(request, _("Đã ghi là chị đã đọc."))
    upcoming = PlainWords.objects.waiting_for(request.actor.member).first()
    if not submission.is_done:
        return redirect("law:provision_words", words.provision_id)
    return redirect("law:provision_words", upcoming.provision_id) if upcoming else redirect("law:words")
