"""Training, export and checks of the bundles that ship with Kuotu. See ../README.md for the commands."""
