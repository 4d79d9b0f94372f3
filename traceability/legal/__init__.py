"""The law as data, of lots: labels, buyers' pages, the traceability system and product passports (products/legal has products)."""
