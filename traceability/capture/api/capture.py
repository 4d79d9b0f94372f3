"""POST /epcis/capture and /epcis/events, and the reports of captures (EPCIS 2.0 §12.6)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from traceability.capture import MAX_EVENTS, capture_events
from traceability.capture.api.base import EpcisError, EpcisView, answer, not_there, raw_body
from traceability.capture.api.events import event_query
from traceability.epcis.faults import Fault
from traceability.epcis.reading import NotJson, NotKept, read_json
from traceability.epcis.schema import check_document
from traceability.models import CaptureJob

MOST_JOBS = 100
BEHAVIOUR = "GS1-Capture-Error-Behaviour"


class CaptureView(EpcisView):
    def post(self, request: Request) -> HttpResponse:
        """Capture a document. Respond with 202 and the job's address.

        Anything but a document gets 400 at once. Faults of single events are in the job.
        """
        behaviour = request.headers.get(BEHAVIOUR, "rollback")
        if behaviour not in ("rollback", "proceed"):
            raise EpcisError(
                400,
                "ValidationException",
                _("Đầu mục %(name)s là rollback hoặc proceed.") % {"name": BEHAVIOUR},
            )
        document = body_of(request)
        if faults := check_document(document):
            raise invalid(faults)
        events = document["epcisBody"]["eventList"]
        if len(events) > MAX_EVENTS:
            raise EpcisError(
                413,
                "CaptureLimitExceededException",
                _("Mỗi lần gửi nhiều nhất %(n)d sự kiện.") % {"n": MAX_EVENTS},
            )
        report = capture_events(
            actor=self.actor, events=events, context=document["@context"], rollback=behaviour == "rollback"
        )
        where = reverse("epcis:capture-job", args=[report.job.pk])
        return HttpResponse(status=202, headers={"Location": where, BEHAVIOUR: behaviour})

    def get(self, request: Request) -> HttpResponse:
        jobs = CaptureJob.objects.filter(user=self.viewer).order_by("-created_at")[:MOST_JOBS]
        return answer(request, [job_report(job) for job in jobs])


class CaptureJobView(EpcisView):
    def get(self, request: Request, job_id: Any) -> HttpResponse:
        job = CaptureJob.objects.filter(user=self.viewer, pk=job_id).first()
        if job is None:
            raise not_there()
        return answer(request, job_report(job), GS1_Capture_Error_Behaviour=job.behaviour)


class EventsView(EpcisView):
    def post(self, request: Request) -> HttpResponse:
        """Capture one event with its own @context. Respond with 201 and the event's address."""
        event = body_of(request)
        if isinstance(event, dict) and "@context" not in event:
            raise invalid([Fault("/@context", "context")])
        report = capture_events(actor=self.actor, events=[event], context=None)
        if not report.job.success:
            first = report.job.errors[0]
            kind = str(first["type"]).rpartition(":")[2]
            raise EpcisError(
                first["status"], kind, first["detail"], code=first["code"], errors=report.job.errors
            )
        where = reverse("epcis:event", args=[report.uris[0]])
        return HttpResponse(status=201, headers={"Location": where})

    def get(self, request: Request) -> HttpResponse:
        return event_query(self, request, request.query_params)


def body_of(request: Request) -> Any:
    try:
        return read_json(raw_body(request))
    except NotKept:
        words = _(
            "Chữ trong JSON có ký tự không dùng được: ký tự rỗng (\\u0000), hoặc nửa ký tự (\\ud800 đến \\udfff đứng lẻ)."
        )
        raise EpcisError(400, "ValidationException", words) from None
    except NotJson:
        raise EpcisError(400, "ValidationException", _("Nội dung gửi lên không phải JSON.")) from None


def invalid(faults: list[Fault]) -> EpcisError:
    return EpcisError(
        400,
        "ValidationException",
        faults[0].message,
        errors=[
            {"instance": fault.path or "/", "code": fault.code, "detail": fault.message} for fault in faults
        ],
    )


def job_report(job: CaptureJob) -> dict[str, Any]:
    """Return a capture job as in EPCIS 2.0 §12.6.2, with numbers of new events, known events and errors."""
    return {
        "captureID": str(job.pk),
        "createdAt": job.created_at.isoformat(timespec="milliseconds"),
        "finishedAt": job.finished_at.isoformat(timespec="milliseconds"),
        "running": False,
        "success": job.success,
        "captureErrorBehaviour": job.behaviour,
        "errors": job.errors,
        "pieu:errorCount": job.error_count,
        "pieu:eventCount": job.event_count,
        "pieu:captured": job.captured_count,
        "pieu:alreadyThere": job.repeated_count,
    }
