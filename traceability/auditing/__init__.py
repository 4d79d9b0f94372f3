"""Compare rows of lots, events, labels and pages with the ledger, for `./run audit_log`.

events.py   events, their lots and their details
lots.py     a lot's own columns
recalls.py  recalls, and their texts
derived.py  rows that follow from others: the genealogy, what a recall reaches, former codes
labels.py   label runs, prints and voids
pages.py    published content of origin pages and passports
links.py    links of codes besides the page
stock.py    used and packed amounts of a lot
documents.py   EPCIS documents and what they name; containers.py   cartons and pallets
inquiries.py   buyers' reports
flags.py    labels that may have been copied
rights.py   partners, inspectors, officers' checks, hosts, prefixes, yields, e-labels
naming.py   the lot of a ledger subject
"""
