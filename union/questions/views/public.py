"""What everybody reads: answered questions by topic and by words, one of them, the feed; and the page that publishes."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form
from backend.common.text import nfc
from backend.law.citing.picker import is_finding
from backend.law.situations.stock import stock
from backend.theme.reading import for_reading
from members.acting import ActorRequest
from members.rules import require
from union.questions.actions.publishing import Reworded, publish_answer
from union.questions.actions.publishing import unpublish_answer as take_back
from union.questions.forms.publishing import PublishForm
from union.questions.models import PublicAnswer, Question
from union.questions.near import near_public
from union.questions.presenters import public_page
from union.questions.rules import may_publish
from union.questions.warning import warnings_of

PER_PAGE = 20
LONGEST_QUERY = 200


@never_cache
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """List public answers, of a topic with ?chu-de=, or the nearest to ?q=."""
    typed = nfc(request.GET.get("q", ""))[:LONGEST_QUERY]
    topic = stock().topics.get(request.GET.get("chu-de", ""))
    rows = PublicAnswer.objects.visible_to(None)
    rows = rows.filter(topic=topic.id) if topic else rows
    found: list[PublicAnswer] | QuerySet[PublicAnswer] = near_public(typed) if typed else rows
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "typed": typed, "topic": topic, "topics": stock().topics.values()}
    return render(request, "union/questions/questions.html", context)


@for_reading
@never_cache
@require_safe
def public_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one public answer with its law; "đang xem lại" from the day on which that changed."""
    row = get_object_or_404(PublicAnswer.objects.visible_to(None), pk=pk)
    return render(request, "union/questions/public_answer.html", public_page(row))


class AnswersFeed(Feed[PublicAnswer, None]):
    feed_type = Atom1Feed
    title = gettext_lazy("Hỏi đáp của Hội Phụ nữ")

    def link(self) -> str:
        return reverse("union:questions")

    def items(self) -> list[PublicAnswer]:
        return list(PublicAnswer.objects.visible_to(None)[:PER_PAGE])

    def item_title(self, item: PublicAnswer) -> str:
        return item.title

    def item_description(self, item: PublicAnswer) -> str:
        return item.asked

    def item_link(self, item: PublicAnswer) -> str:
        return reverse("union:public_answer", args=[item.pk])


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def publish(request: ActorRequest, pk: int) -> HttpResponse:
    """Reword question and answer for everybody; words that may tell who asked are listed."""
    rows = Question.objects.visible_to(request.actor.member).select_related("branch")
    question = get_object_or_404(rows.filter(answered_at__isnull=False), pk=pk)
    require(may_publish(request.actor.member, question))
    answer = get_object_or_404(question.answers.filter(sent_at__isnull=False))
    known = PublicAnswer.objects.visible_to(None).filter(question=question).first()
    if request.method == "POST" and request.POST.get("act") == "unpublish":
        take_back(actor=request.actor, question=question)
        messages.success(request, _("Đã bỏ khỏi trang công khai."))
        return redirect("union:handle_question", question.pk)
    initial = {
        "title": known.title if known else "",
        "asked": known.asked if known else question.text[:1000],
        "text": known.text if known else answer.text,
    }
    data = request.POST if request.method == "POST" else None
    form = PublishForm(data, stored=known.citations if known else answer.citations, initial=initial)
    status = 200
    if request.method == "POST" and not is_finding(request.POST):
        status = 400
        if form.is_valid():
            with refuse_in_form(form) as submission:
                words = Reworded(**form.cleaned_data)
                public = publish_answer(actor=request.actor, question=question, words=words)
                messages.success(request, _("Đã đăng."))
                return redirect("union:public_answer", public.pk)
            status = submission.status_code
    shown = ". ".join(str(form[name].value() or "") for name in ("title", "asked", "text"))
    context = {"form": form, "question": question, "known": known, "warnings": warnings_of(shown)}
    return render(request, "union/questions/publish.html", context, status=status)
