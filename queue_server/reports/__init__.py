"""What is asked of a hall's past: is it whole, and its history computed anew."""
