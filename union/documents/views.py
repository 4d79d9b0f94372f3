"""Documents of the Union: the list, a new one, and the file."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.idempotency import idempotent, replayed
from backend.common.media import serve
from backend.common.pagination import paginate
from backend.common.submitting import refuse_in_form
from members.acting import ActorRequest
from members.branches.desk_access import desk_only
from members.rules import has_desk
from union.documents.actions import Facts, StoredFile, issue_document
from union.documents.forms import DocumentForm
from union.documents.models import Document
from union.issues.actions.issuing import Content
from union.issues.files import TYPES, check_file

FOLDER = "documents"
NAMES = {"branches": "named", "file": "file"}


@login_required
@require_safe
@never_cache
def documents(request: ActorRequest) -> HttpResponse:
    """List the documents that the officer's branches issued or got, the newest first."""
    found = Document.objects.visible_to(request.actor.member).select_related("issue__branch")
    context = {"page": paginate(request, found, per_page=30), "has_desk": has_desk(request.actor.member)}
    return render(request, "union/documents/documents.html", context)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
@replayed
def new(request: ActorRequest) -> HttpResponse:
    """Issue a document. The file is read and stored before the key's transaction."""
    form = DocumentForm(request.POST or None, request.FILES or None, user=request.actor.member)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form, NAMES):
            return _issue(request, form, _stored(form))
    return render(request, "union/documents/new.html", {"form": form}, status=400 if form.errors else 200)


@login_required
@require_safe
def file(request: ActorRequest, document_id: int) -> HttpResponseBase:
    found = get_object_or_404(Document.objects.visible_to(request.actor.member), pk=document_id)
    if not found.file:
        raise Http404
    name = found.file.name or ""
    extension = name.rpartition(".")[2]
    return serve(request, name, content_type=TYPES[extension], is_public=False, download_as=found.file_name)


def _stored(form: DocumentForm) -> StoredFile | None:
    """Check the file for marks, and store it. Raises FileRefused."""
    data = form.cleaned_data
    if not data["file"]:
        return None
    checked = check_file(data["file"], is_said_unmarked=data["is_unmarked"])
    return StoredFile(checked.store(FOLDER), checked.name, checked.is_readable)


@idempotent
def _issue(request: ActorRequest, form: DocumentForm, stored: StoredFile | None) -> HttpResponse:
    data = form.cleaned_data
    made = issue_document(
        actor=request.actor,
        branch=data["branch"],
        facts=Facts(data["number"], data["signed_date"], data["urgency"], stored, data["replaces"]),
        content=Content("directive", data["title"], data["what"], data["asks"], data["working_days"]),
        target=form.target(),
    )
    return redirect("union:issue", made.issue_id)
