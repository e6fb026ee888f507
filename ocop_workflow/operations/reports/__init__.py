"""Reports: owed, filed, accepted, called for, counted, put together into one."""
