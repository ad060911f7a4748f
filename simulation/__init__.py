"""A whole hall on one machine: for a first look, for training, for the tests. Stands above all other rooms."""
