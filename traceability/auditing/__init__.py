"""Rows of lots, events, labels and pages against what the ledger says of them, for `./run audit_log`.

events.py   events, their lots and what was said of them
lots.py     a lot's own columns
recalls.py  recalls, and their words
derived.py  rows that follow from others: the genealogy, what a recall reaches, former codes
labels.py   label runs, what was printed and what was voided
pages.py    what origin pages and passports said
links.py    where codes lead beside the page
stock.py    what was used and packed of a lot
documents.py   EPCIS documents and what they name; containers.py   cartons and pallets
inquiries.py   what buyers reported
flags.py    labels that may have been copied
rights.py   partners, inspectors, officers' checks, hosts, prefixes, yields, e-labels
naming.py   which lot a ledger subject is about
"""
