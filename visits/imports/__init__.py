"""Visits and calls from another system's file, checked whole before they are taken in."""
