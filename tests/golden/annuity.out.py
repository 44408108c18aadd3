"""The derivative of f (annuity.py) in loan, rate, payment.

For loan: float, rate: float, payment: float, months: int.
"""


def f_grad(loan, rate, payment, months=60):
    # Forward pass
    debt = loan
    debt_tape = []
    for month in range(months):
        debt_tape.append(debt)
        interest = debt * rate / 12
        if payment >= debt + interest:
            broken = True
            count = month
            break
        debt += interest - payment
    else:
        broken = False
        count = months
    if broken:
        left = (debt + interest) / payment
    else:
        left = debt / payment

    # Backward pass
    # return left * left
    dleft = 2 * left
    if broken:
        # left = (debt + interest) / payment
        ddebt = dleft / payment
        dpayment = -dleft * left / payment
        dinterest = ddebt
    else:
        # left = debt / payment
        ddebt = dleft / payment
        dpayment = -dleft * left / payment
        dinterest = 0.0
    ddebt_1 = 0.0 if broken else ddebt
    stop = count + 1 if broken else count
    drate = 0.0
    broken_1 = broken
    for month in reversed(range(stop)):
        debt = debt_tape.pop()
        if broken_1:
            ddebt_1 = ddebt
            dinterest_1 = dinterest
        else:
            # debt += interest - payment
            dpayment -= ddebt_1
            dinterest_1 = ddebt_1
        # interest = debt * rate / 12
        dz = dinterest_1 / 12
        ddebt_1 += dz * rate
        drate += dz * debt
        broken_1 = False
    return ddebt_1, drate, dpayment
