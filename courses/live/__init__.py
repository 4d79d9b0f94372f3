"""The livestream kit: what a producer says, shows and has at hand, derived only from a product's own record.

record.py reads the record; script.py makes the sentences; claims.py refuses claims that no field or paper
backs; kit.py builds the run sheet, the papers and the announcement. No request and no page here.
"""
