"""How good the pictures are: hidden parts of held-out photographs, made again by several methods, told from the photographs or not."""
