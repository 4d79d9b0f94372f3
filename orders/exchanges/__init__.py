"""Fill in the Excel file of an exchange (another marketplace).

Its columns are mapped once, and nothing else of the file changes.

    packages.py   the .xlsx as a zip: all parts are copied byte for byte, except the sheet that is filled
    sheets.py     that sheet's rows and cells, read and written in place, without parsing the rest
    shape.py      what else a filled file depends on: lists, checks, hidden rows; compared with a new file
    fields.py     what a column can be filled with
    filling.py    products -> the filled file; detects a changed template, asks once about a list

openpyxl would drop what it doesn't know when it saves (pictures, drawn shapes, form controls, newer kinds of
validation), so it writes nothing here.
"""
