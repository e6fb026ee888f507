"""What a report consists of, how complete reporting is, how many become one."""
