"""Compare rows with the ledger, for `./run audit_log`: what concerns several trades of traceability.

Each trade has an `auditing` module for its own rows. Here are:

derived_rows.py  rows that follow from others: the genealogy, the lots that a recall reaches, former codes
naming.py        the lot of a ledger subject
pages.py         published content of origin pages and passports
rights.py        partners, inspectors, officers' checks, hosts, prefixes, yields, e-labels
"""
