"""Ask: what happened, what Piêu knows that is near, to whom it goes, and a code for the phone of a stranger."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from backend.common.idempotency import idempotent, replayed
from backend.common.phones import parse_mobile
from backend.common.reading import read
from backend.common.submitting import refuse_in_form, refuse_in_message
from backend.common.voice_files import Voice
from backend.law.readings.sound_files import read_recording
from backend.law.situations.finding import find_situations
from members.acting import ActorRequest
from members.models import Branch, Membership
from members.signing_in.actions.sms_codes import confirm_buyer_code
from orders.basket import proofs
from orders.basket.code_form import CodeForm
from union.questions import pending
from union.questions.actions.asking import Asked, ask_question
from union.questions.danger import hand_over
from union.questions.enums import AskedWay
from union.questions.forms.asking import AskForm, TextForm
from union.questions.limits import require_few_questions, send_code
from union.questions.near import near_public
from union.questions.triage import dangers

MOST_NEAR = 3


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@replayed
def ask(request: ActorRequest) -> HttpResponse:
    """Ask in two steps: the words, then what is near, the branch and the phone.

    Words that name a danger lead to help, before a code is asked. ?khong-gap, which that page links to, is the way on for
    words that only sounded like one.
    """
    if request.method != "POST":
        return _ask_page(request, TextForm(initial={"text": request.GET.get("q", "")[:2000]}), is_first=True)
    text = request.POST.get("text", "")
    if "khong-gap" not in request.GET and (kinds := dangers(text)):
        return _in_danger(request, text, kinds)
    if "branch" not in request.POST:
        if not text.strip() and may_speak(request):
            return _ask_page(request, _ask_form(request, None))
        first = TextForm(request.POST)
        if not first.is_valid():
            return _ask_page(request, first, is_first=True, status=400)
        nearest = find_situations(text)[:1]
        initial = {"text": text, "topic": nearest[0].topic.id if nearest else ""}
        form = _ask_form(request, None, initial=initial)
        return _ask_page(request, form)
    form = _ask_form(request, request.POST)
    voice = None
    if form.is_valid() and form.cleaned_data.get("voice"):
        with refuse_in_form(form):
            voice = read(read_recording, form.cleaned_data["voice"])
    return _send(request, form, voice)


def may_speak(request: ActorRequest) -> bool:
    """Return True if a recording is taken: of an account, or of a number that was proven in this browser."""
    return bool(request.actor) or bool(proofs.phones_of(request))


def _in_danger(request: ActorRequest, text: str, kinds: tuple[str, ...]) -> HttpResponse:
    chosen = request.POST.get("branch", "")
    branch = (
        Branch.objects.filter(pk=chosen, is_active=True).first() if chosen.isdecimal() else home_of(request)
    )
    return hand_over(request, text=text, kinds=kinds, branch=branch, phone=request.POST.get("phone", ""))


@idempotent
def _send(request: ActorRequest, form: AskForm, voice: Voice | None) -> HttpResponse:
    if not form.is_valid():
        return _ask_page(request, form, status=400)
    if request.actor:
        return _store(request, form, form.cleaned_data, voice, is_proven=False)
    phone = ""
    with refuse_in_form(form) as submission:
        phone = parse_mobile(form.cleaned_data["phone"])
        if phone not in proofs.phones_of(request):
            send_code(request, phone)
    if not submission.is_done:
        return _ask_page(request, form, status=submission.status_code)
    if phone in proofs.phones_of(request):
        return _store(request, form, form.cleaned_data, voice, is_proven=True)
    fields = {name: str(request.POST.get(name, "")) for name in ("text", "topic", "branch", "phone")}
    pending.keep(request, fields, phone)
    return redirect("union:ask_code")


def _store(
    request: ActorRequest, form: AskForm, cleaned: dict[str, Any], voice: Voice | None, *, is_proven: bool
) -> HttpResponse:
    asked = Asked(
        text=cleaned["text"],
        topic=cleaned["topic"],
        branch=cleaned["branch"],
        phone=cleaned.get("phone", ""),
        voice=voice,
        way=AskedWay.VOICE if voice else AskedWay.TYPED,
    )
    status = 400
    with refuse_in_form(form) as submission:
        require_few_questions(str(request.actor.member.ref) if request.actor else parse_mobile(asked.phone))
        question = ask_question(asked=asked, actor=request.actor or None, is_phone_proven=is_proven)
        pending.forget(request)
        messages.success(request, _("Đã gửi. Chị giữ trang này để đọc trả lời."))
        return redirect("union:question", question.ref)
    status = submission.status_code
    return _ask_page(request, form, status=status)


def home_of(request: ActorRequest) -> Branch | None:
    """Return the branch of a member who is signed in."""
    if not request.actor:
        return None
    row = (
        Membership.objects.filter(user=request.actor.member, state="confirmed")
        .select_related("branch")
        .first()
    )
    return row.branch if row else None


def _ask_form(request: ActorRequest, data: Any, **more: Any) -> AskForm:
    more.setdefault("may_speak", may_speak(request))
    return AskForm(
        data, request.FILES or None, has_account=bool(request.actor), home=home_of(request), **more
    )


def _ask_page(
    request: ActorRequest, form: TextForm, *, is_first: bool = False, status: int = 200
) -> HttpResponse:
    text = "" if is_first else str(form["text"].value() or "")
    context = {
        "form": form,
        "is_first": is_first,
        "may_speak": may_speak(request),
        "text": text,
        "situations": find_situations(text)[:MOST_NEAR] if text else [],
        "near": near_public(text) if text else [],
    }
    return render(request, "union/questions/ask.html", context, status=status)


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def code(request: ActorRequest) -> HttpResponse:
    """Check the code and store the question. An error is shown, not raised, so that a failed try stays counted."""
    waiting = pending.pending_of(request)
    if waiting is None:
        return redirect("union:ask")
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form) as submission:
            proofs.remember(
                request, confirm_buyer_code(phone=waiting["phone"], code=form.cleaned_data["code"])
            )
        if submission.is_done:
            asked = _ask_form(request, waiting["fields"], may_speak=False)
            if not asked.is_valid():
                return _ask_page(request, asked, status=400)
            return _store(request, asked, asked.cleaned_data, None, is_proven=True)
        status = submission.status_code
    return render(
        request, "union/questions/code.html", {"form": form, "phone": waiting["phone"]}, status=status
    )


@require_POST
def another_code(request: ActorRequest) -> HttpResponse:
    """Send a new code to the same number, at most one a minute; the previous one becomes invalid."""
    waiting = pending.pending_of(request)
    if waiting is None:
        return redirect("union:ask")
    with refuse_in_message(request):
        if send_code(request, waiting["phone"]):
            messages.success(request, _("Đã gửi mã mới. Mã cũ không dùng nữa."))
        else:
            messages.info(request, _("Mã vừa gửi chưa được một phút. Chị đợi tin nhắn đến."))
    return redirect("union:ask_code")
