"""Add, remove and play recordings of plain words and of readables."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent, replayed
from backend.common.media import serve
from backend.common.submitting import refuse_in_form
from backend.common.voice_files import Voice
from backend.law.library.models import Provision
from backend.law.readings.actions.recordings import (
    Spoken,
    add_recording,
    prepare_recording,
    remove_recording,
    spoken_hash,
)
from backend.law.readings.forms import RecordingForm
from backend.law.readings.models import PlainWords, Recording
from backend.law.readings.presenters import played_of
from backend.law.readings.readables import Readable, readable_of
from backend.law.readings.rules import may_remove_recording
from backend.theme.reading import for_reading
from members.acting import ActorRequest
from members.branches.desk_access import desk_only


@for_reading
@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
@replayed
def of_provision(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Provision.objects.with_holders().exclude(ref=""), pk=pk)
    if not PlainWords.objects.current().filter(provision=found).exists():
        return redirect("law:provision_words", found.pk)
    return _record(request, found)


@for_reading
@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
@replayed
def of_readable(request: ActorRequest, key: str) -> HttpResponse:
    found = readable_of(key)
    if found is None:
        raise Http404
    return _record(request, found)


@desk_only
@require_POST
@idempotent
def remove(request: ActorRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Recording.objects.visible_to(request.actor.member), pk=pk)
    remove_recording(actor=request.actor, recording=row)
    return redirect(_page_of(row))


@require_safe
def recording(request: ActorRequest, pk: int, file: str) -> HttpResponseBase:
    """Return the file of a recording. Anybody may hear it."""
    row = get_object_or_404(Recording.objects.playable(), pk=pk)
    if file != row.address_name:
        raise Http404
    return serve(request, row.file_name, content_type=row.file_type, is_public=True)


def _record(request: ActorRequest, thing: Provision | Readable) -> HttpResponse:
    form = RecordingForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form, {"voice": "file"}):
            return _add(request, thing, form, prepare_recording(form.cleaned_data["file"]))
    sha256 = spoken_hash(thing)
    if isinstance(thing, Provision):
        words = PlainWords.objects.current().filter(provision=thing).first()
        lines = [words.text] if words else []
        played = played_of(thing, "", sha256)
    else:
        lines = [text for text, _cites in thing.lines]
        played = played_of(None, thing.key, sha256)
    context = {
        "thing": thing,
        "is_provision": isinstance(thing, Provision),
        "lines": lines,
        "sha256": sha256,
        "recordings": played,
        "removable": {
            each.recording.pk for each in played if may_remove_recording(request.actor.member, each.recording)
        },
        "form": form,
    }
    return render(request, "law/readings/record.html", context, status=400 if form.errors else 200)


@idempotent
def _add(
    request: ActorRequest, thing: Provision | Readable, form: RecordingForm, voice: Voice
) -> HttpResponse:
    names = ("language", "speaker", "first_listener", "second_listener")
    row = add_recording(
        actor=request.actor,
        thing=thing,
        spoken=Spoken(**{name: form.cleaned_data[name] for name in names}),
        voice=voice,
        text_sha256=request.POST.get("sha256", ""),
    )
    return redirect(_page_of(row))


def _page_of(row: Recording) -> str:
    if row.provision_id is not None:
        return reverse("law:record_provision", args=[row.provision_id])
    return reverse("law:record_readable", args=[row.readable])
