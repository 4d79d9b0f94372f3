"""The livestream kit: what a producer says, shows and keeps ready, derived only from a product's record.

record.py reads the record; script.py makes the sentences; claims.py refuses claims that no field or
certificate proves; kit.py builds the run sheet, the certificates and the announcement.
"""
