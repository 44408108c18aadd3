"""The commands of `srcad`, one module each; `srcad.cli` reads the command line and calls them."""
