"""Finance: the months until a loan is paid back, in fractions; for with else."""


def f(loan, rate, payment, months=60):
    debt = loan
    for month in range(months):
        interest = debt * rate / 12
        if payment >= debt + interest:
            left = (debt + interest) / payment
            break
        debt += interest - payment
    else:
        left = debt / payment
    return left * left


TYPES = {"loan": "float", "rate": "float", "payment": "float", "months": "int"}
ARGNAMES = ("loan", "rate", "payment")
CASES = [(10.0, 0.06, 1.3), (50.0, 0.04, 1.1, 12)]
