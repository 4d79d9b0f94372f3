"""Addresses under /epcis/, as the standard names them; none ends in a slash."""

from django.urls import path, re_path

from traceability.capture.api import capture, events

app_name = "epcis"
_RESOURCE = "|".join(events.RESOURCES)

urlpatterns = [
    path("", events.RootView.as_view(), name="root"),
    path("capture", capture.CaptureView.as_view(), name="capture"),
    path("capture/<uuid:job_id>", capture.CaptureJobView.as_view(), name="capture-job"),
    path("events", capture.EventsView.as_view(), name="events"),
    path("events/<path:event_id>", events.EventView.as_view(), name="event"),
    path("queries", events.QueriesView.as_view(), name="queries"),
    path("queries/<str:name>", events.QueryView.as_view(), name="query"),
    path("queries/<str:name>/events", events.QueryEventsView.as_view(), name="query-events"),
    re_path(rf"^(?P<resource>{_RESOURCE})$", events.ResourceView.as_view(), name="resource"),
    re_path(
        rf"^(?P<resource>{_RESOURCE})/(?P<name>.+)/events$",
        events.ResourceEventsView.as_view(),
        name="resource-events",
    ),
    re_path(
        rf"^(?P<resource>{_RESOURCE})/(?P<name>.+)$", events.ResourceNameView.as_view(), name="resource-name"
    ),
    path("epcs", events.EpcsView.as_view(), name="epcs"),
    path("epcs/<path:epc>/events", events.EpcEventsView.as_view(), name="epc-events"),
    path("epcs/<path:epc>", events.EpcView.as_view(), name="epc"),
    re_path("", events.NothingView.as_view()),
]
