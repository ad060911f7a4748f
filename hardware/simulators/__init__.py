"""Simulators speak the real protocol and can be made to fail: for demonstration, training and tests."""
