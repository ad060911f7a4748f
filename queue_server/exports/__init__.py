"""Exports: ratings told to others, each in the form its receiver wants, once, and in order.

`codes` and the forms are pure; `sender` is the one that speaks with receivers.
"""
