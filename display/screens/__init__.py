"""The screens: a `.kv` file and a class of a few lines each."""
