"""Legal rules as data, for lots: labels, buyers' pages, the traceability system and passports.

products/legal has the rules for products.
"""
