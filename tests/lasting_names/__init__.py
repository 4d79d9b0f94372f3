"""Names that are stored or used outside the code, so that no move or renaming may change them.

Each `<group>.txt` in this folder lists the names of one group, one a line, sorted. Its collector reads them from the program:
`runtime.py` from the running project (addresses, tables, registries, the API), `source.py` from the text of the code.
"""
