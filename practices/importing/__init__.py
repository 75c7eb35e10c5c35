"""Taking practices over from a file: `manage.py import_practices`. Format: docs/import.md.

reading   from a file of any size to items, one at a time
values    what one value may be
form      from an item to an `Entry`, or to sentences about what is wrong
prose     from plain text to rich text
batches   what a batch of entries finds in the library: new, changed, as it was
rows      rows of plain tables
writing   pages, relations and their traces, hundreds at a time
actions   the whole of it, in one transaction
"""
