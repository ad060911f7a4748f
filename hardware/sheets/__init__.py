"""Sheets: what an A4 printer prints. A `Sheet` says what is on it, `layout` sets it on pages, `pdf` writes them."""
