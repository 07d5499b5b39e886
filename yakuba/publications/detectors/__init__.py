"""What must not get out unnoticed: one small file for each kind. Each takes (folded text, what is known, the piece)."""
