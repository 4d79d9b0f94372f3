"""Many products at once from a table: Excel or CSV, photos by file name from a zip.

    reading.py    the file -> rows of cells, within bounds (backend/common/workbooks.py)
    columns.py    which columns there are, and what a cell of each may hold
    checking.py   rows of cells -> what would be made, or an error beside each cell: the dry run
    pictures.py   a zip of photos: names and weights looked at before anything is unpacked, and never to a disk
    template.py   the empty file with examples
    running.py    the task that makes the drafts, part by part; it goes on where a killed one stopped

A row is known by its own code, or by name, unit and pack (checking.row_key): the same file twice makes nothing twice.
"""
