"""Capture EPCIS events from other software: check them one by one, and write them in one transaction.

api/ has all addresses under /epcis/, also those of queries: the standard has POST and GET at one address. auditing/
compares what was captured with its rows.
"""

from traceability.capture.jobs import MAX_BYTES, MAX_EVENTS, Report, capture_events

__all__ = ["MAX_BYTES", "MAX_EVENTS", "Report", "capture_events"]
