"""The shape of an official plan, what must agree in it, and its way back to the printed words."""
