"""Working days, due days, terms and periods: pure functions of rule, period and calendar."""
