"""Simulators: devices that speak the real protocol and can be made to fail. Used by demonstration, training and tests."""
