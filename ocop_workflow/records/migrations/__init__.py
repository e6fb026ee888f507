"""The numbered migrations; `python -m ocop_workflow.records.migrations "what changes"` writes the next one."""
