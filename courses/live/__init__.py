"""The livestream kit: what a producer says, shows and has at hand, from a product's own record and from nothing else.

record.py reads the record; script.py makes the sentences; claims.py refuses what no field or paper backs; kit.py puts the run
sheet, the papers and the announcement together. No request and no page here.
"""
