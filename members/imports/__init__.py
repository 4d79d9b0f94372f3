"""Import a branch's members from a spreadsheet: preview, decide on doubles, open the accounts, take all back.

    reading.py    the file -> rows of cells; columns that Piêu doesn't take are named and dropped
    places.py     the commune and chapter that a row names
    checking.py   rows of cells -> valid rows, or an error for each invalid cell: the dry run
    doubles.py    rows that may be a member already, by phone, or by name, birth year and chapter
    opening.py    many accounts at once, with the rows and entries of `open_account`
    actions/      previews, decisions, imports: every write
    making.py     the task that opens the accounts, part by part; it resumes after a crash
    usage.py      who of an import has signed in or acted
    undoing.py    the task that takes an import back
    tasks.py      the clock: lost tasks, imports to delete
    template.py   the empty file

A person decides on each double: the same member, or another one. An account of an import has no PIN. The
member gets in with her card and a printed ticket, and an officer acts on her behalf until then (làm hộ).
"""
