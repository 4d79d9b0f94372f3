"""The law's required content, one rule per file: document, article, days, goods, field.

A correction is one file.
"""
