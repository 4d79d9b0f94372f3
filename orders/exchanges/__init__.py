"""An exchange's own Excel file, filled in: its columns are mapped once, and nothing else of it is touched.

    packages.py   the .xlsx as a zip: every part goes through byte for byte, but the one sheet that rows are put into
    sheets.py     that sheet's rows and cells, read and written where they stand, without parsing the rest
    shape.py      what else a filled file depends on: lists to choose from, checks, hidden rows; compared when a new file comes
    fields.py     what a column can be filled with
    filling.py    products -> the filled file; a template that changed is noticed, a column's list is asked about once

openpyxl would drop what it doesn't know (pictures, drawn shapes, form controls, newer kinds of validation) when it saves, so
it writes nothing here.
"""
