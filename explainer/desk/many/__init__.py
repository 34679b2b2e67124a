"""Many rows at once: tables from a spreadsheet or a file, what their columns mean, and tables made of rows.

It must not write to the desk: ``admin.table_work`` does, by way of the forms.
"""
