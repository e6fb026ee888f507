"""The year of OCOP as Prefect flows: six steps, the annual cycle, the report watch."""
