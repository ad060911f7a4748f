"""The history of the tables. `Database.upgrade` runs it; a revision once released is never changed."""
