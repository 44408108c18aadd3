"""The names that recipes use: decorators that register, and `d`, which holds the differentials.

Built-in recipes are read as text; these objects give the names a meaning for a reader, a linter and a user's own.
"""
