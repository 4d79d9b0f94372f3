"""Capture EPCIS events from other software: check them one by one, and write them in one transaction."""

from traceability.epcis.capture.jobs import MAX_BYTES, MAX_EVENTS, Report, capture_events

__all__ = ["MAX_BYTES", "MAX_EVENTS", "Report", "capture_events"]
