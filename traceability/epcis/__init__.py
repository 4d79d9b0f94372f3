"""EPCIS 2.0 and CBV 2.0 (GS1): events as documents, checked, hashed, captured and asked for. A file a trade.

bodies.py       our events as EPCIS JSON, the form in which the ledger keeps them
vocabulary.py   the words of the CBV
moments.py      date-times that exist
identifiers.py  EPC URNs and Digital Link URIs, in one canonical spelling
schema.py       what a document and an event must look like
hashing.py      the CBV event hash ID
sensors.py      what was measured
"""
