"""Many products at once from a table: Excel or CSV, photos by file name from a zip.

    reading.py    the file -> rows of cells, within bounds (backend/common/workbooks.py)
    columns.py    which columns there are, and what a cell of each may hold
    checking.py   rows of cells -> what would be made, or an error beside each cell: the dry run
    beside.py     what a later table says beside a product's words, changed where she ticks it
    pictures.py   a zip of photos: names and weights looked at before anything is unpacked, and never to a disk
    zips.py       a large zip in pieces, before its table is sent
    template.py   the empty file with examples
    making.py     the task that makes the drafts and changes what is there, part by part; it goes on where a killed one stopped
    undoing.py    the task that takes all of it back, as far as nobody touched it
    looking_after.py  the clock: lost tasks, tables to forget

A row is known by its own code, or by name, unit and pack (checking.row_key): the same file twice makes nothing twice, and a
second file changes what it says otherwise. How a product is sold (minimum, wholesale) goes to the app above by a port.
"""
