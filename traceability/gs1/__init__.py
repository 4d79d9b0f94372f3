"""GS1 Application Identifiers and Digital Link URIs, strictly: what GS1's own syntax engine accepts and
rejects.

    parse_uri("https://…/01/…?17=…")   ->  ElementString: AIs and values in order, or a named Gs1Error
    build_uri(stem, [("01", …), …])    ->  the URI

table.py         every AI: format, linters, pairs, qualifiers; facts of the GS1 Barcode Syntax Dictionary, in a form of our own
dictionary.py    the same, prepared for use
linters.py       rules for a value's characters, by the standard's names; coupons.py has the two long ones
lists.py         countries, currencies, package types
associations.py  which AIs require or exclude each other
escaping.py      percent-escapes of paths and queries
uris.py          parse_uri, build_uri
errors.py        each error by name, with a message that a person can act on

Nothing here knows a lot or a product; digital_link.py is the fast parser for codes on labels.
"""
