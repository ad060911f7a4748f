"""The history of the tables. `Database.upgrade` runs it; a revision once released is never changed.

A new one follows `script.py.mako` and is written after the differences between the tables and the schema, which the
storage tests name; they also want a stored database of every revision.
"""
