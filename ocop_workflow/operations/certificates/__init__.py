"""After the decision: the register, renewal, inspection, revocation."""
