"""Plans at work: applied with their text, changed in a running cycle, traced both ways, their targets and task book."""
