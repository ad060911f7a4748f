"""Screens are tested on a real window, drawn offscreen; it must be prepared before anything imports Kivy."""

from display.toolkit import window

window.prepare(window.STUDIO)
