"""A first draft of a plan, read from the document by wording alone."""
