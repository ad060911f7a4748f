"""The kiosk: an applicant finds what to do, reads its guide and takes a number, on a portrait touchscreen."""
