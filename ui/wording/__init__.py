"""What several views say in words: findings, marked text, differences of words."""
