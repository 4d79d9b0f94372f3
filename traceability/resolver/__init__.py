"""The GS1-Conformant Resolver (GS1 Digital Link Standard: Resolution 1.2, ISO/IEC 18975): where a code leads.

targets.py      one link, and our own addresses
links.py        the links of a code at each of its levels (label, lot, product), cached in the process
recalls.py      the links that mark a recalled lot
negotiation.py  linkType, language, media type, context: which of the links is meant
linkset.py      the same links as RFC 9264 linkset documents
keys.py         codes of cartons and of places, which have pages of their own
answers.py      the HTTP responses: the page itself, 307, 300, linkset, 400, 404, OPTIONS
description.py  /.well-known/gs1resolver and the JSON-LD context

A browser that asks for HTML gets the origin page at the scanned URL (traceability/scans/origin); all others
are redirected.
"""
