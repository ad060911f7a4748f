"""The pages of the web in their example states: real templates and scripts, before a hall that keeps to a script."""
