"""Small programs, written as people write Python; `tests.test_idioms` differentiates each in both modes."""
