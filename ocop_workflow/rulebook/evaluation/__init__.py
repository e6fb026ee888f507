"""National rules by date, score sheets, stars, councils' counts."""
