"""Rows of lots, events, labels and pages against what the ledger says of them, for `./run audit_log`.

events.py   events, their lots and what was said of them
lots.py     a lot's own columns
recalls.py  recalls, and their words
labels.py   label runs, what was printed and what was voided
pages.py    what origin pages said
naming.py   which lot a ledger subject is about
"""
