"""Take in EPCIS events that somebody's software sends: checked one by one, written all at once, in one transaction."""

from traceability.epcis.capture.jobs import MAX_BYTES, MAX_EVENTS, Report, capture_events

__all__ = ["MAX_BYTES", "MAX_EVENTS", "Report", "capture_events"]
