"""Register which rows an audit compares with the ledger's entries, and how it names a lot."""

from backend.ledger import auditing, ports, row_states, taking_up
from traceability.auditing.derived_rows import compare_edges, compare_old_codes, compare_reach
from traceability.auditing.naming import lot_words
from traceability.auditing.pages import compare_pages, compare_passports
from traceability.auditing.rights import (
    STATED,
    compare_checks,
    compare_e_labels,
    compare_grants,
    compare_hosts,
    compare_inspections,
    compare_settings,
)
from traceability.capture.auditing.captures import compare_captures
from traceability.containers.auditing import compare_containers
from traceability.events.auditing import compare_details, compare_events
from traceability.inquiries.auditing import STATED as INQUIRIES_STATED
from traceability.inquiries.auditing import compare_inquiries, inquiries_of_before
from traceability.labels.auditing import compare_prints_and_voids, compare_runs
from traceability.lots.auditing.lots import compare_lots
from traceability.lots.auditing.stock import compare_stock
from traceability.recalls.auditing import compare_recalls
from traceability.resolver.auditing import compare_links
from traceability.scans.auditing import compare_flags, flags_of_before


def register() -> None:
    ports.audited_subject.provide(lot_words)
    row_states.declare(*STATED, *INQUIRIES_STATED)
    auditing.register("lots", compare_lots)
    auditing.register("events", compare_events)
    auditing.register("event details", compare_details)
    auditing.register("recalls", compare_recalls)
    auditing.register("recalls' reach", compare_reach)
    auditing.register("genealogy", compare_edges)
    auditing.register("former codes", compare_old_codes)
    auditing.register("label runs", compare_runs)
    auditing.register("prints and voids", compare_prints_and_voids)
    auditing.register("origin pages", compare_pages)
    auditing.register("passports", compare_passports)
    auditing.register("links of codes", compare_links)
    auditing.register("what was used and packed", compare_stock)
    auditing.register("cartons and pallets", compare_containers)
    auditing.register("officers' checks", compare_checks)
    auditing.register("partners' grants", compare_grants)
    auditing.register("inspections", compare_inspections)
    auditing.register("partners' sendings", compare_captures)
    auditing.register("printed hosts", compare_hosts)
    auditing.register("prefixes and yields", compare_settings)
    auditing.register("e-labels", compare_e_labels)
    auditing.register("labels looked into", compare_flags)
    auditing.register("buyers' messages", compare_inquiries)
    taking_up.register("suspicious labels", flags_of_before)
    taking_up.register("buyers' messages", inquiries_of_before)
