"""What a hall is and says: plan, service catalogue, policy, texts, theme. Imports nothing of the other packages."""
