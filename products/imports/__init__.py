"""Import many products at once from a spreadsheet: Excel or CSV, with photos by file name from a zip.

    reading.py    the file -> rows of cells, within limits (backend/common/tables.py)
    columns.py    the columns, and the valid values of a cell of each
    checking.py   rows of cells -> the products to make, or an error for each invalid cell: the dry run
    updates.py    changes of amount, offer and photos of existing products, only where the user ticks them
    pictures.py   a zip of photos: names and sizes are checked before anything is unpacked, and nothing goes
        to a disk
    zips.py       a large zip in pieces, before its spreadsheet is sent
    template.py   the empty file with examples
    making.py     the task that makes drafts and changes products, part by part; it resumes after a crash
    undoing.py    the task that undoes an import, as far as nobody changed its products
    tasks.py      the clock: lost tasks, imports to delete

A row is identified by its own code, or by name, unit and pack (checking.row_key). So the same file sent twice
makes nothing twice, and a second file changes the values that differ. The offer (minimum, wholesale) goes to
the app above by a port.
"""
