"""EPCIS 2.0 and CBV 2.0 (GS1): events as documents that are checked, hashed, captured and queried.

One file per task.

bodies.py       our events as EPCIS JSON, as the ledger stores them
vocabulary.py   the words of the CBV
moments.py      valid date-times
identifiers.py  EPC URNs and Digital Link URIs in one canonical spelling
schema.py       the required form of a document and an event
hashing.py      the CBV event hash ID
sensors.py      measurements

Capture, and the addresses under /epcis/, are a trade above this one: traceability/capture.
"""
