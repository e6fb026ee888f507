"""The rules of the office, as tests."""
