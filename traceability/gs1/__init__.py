"""GS1 Application Identifiers and Digital Link URIs, strictly: what GS1's own syntax engine accepts and refuses.

    parse_uri("https://…/01/…?17=…")   ->  ElementString: AIs and values in order, or a named Gs1Error
    build_uri(stem, [("01", …), …])    ->  the URI

table.py         every AI: format, linters, pairs, qualifiers; facts of the GS1 Barcode Syntax Dictionary, in a form of our own
dictionary.py    the same made ready for use
linters.py       what the letters of a value must obey, by the standard's name for each rule; coupons.py the two long ones
lists.py         countries, currencies, package types
associations.py  which AIs need or forbid each other
escaping.py      percent-escapes of paths and queries
uris.py          parse_uri, build_uri
errors.py        each refusal by name, with a sentence a person can act on

Nothing here knows a lot or a product; digital_link.py is the quick door for what labels carry.
"""
