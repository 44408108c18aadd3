"""The derivative of f (pendulum.py) in theta, length, damping.

For theta: float, omega: float, length: float, damping: float, steps: int.
"""

import math


def f_grad(theta, omega, length, damping, steps=8):
    # Forward pass
    dt = 0.05
    theta_tape = []
    omega_tape = []
    a2_tape = []
    for step in range(steps):
        omega_tape.append(omega)
        theta_tape.append(theta)
        b1 = -9.81 / length * math.sin(theta) - damping * omega
        a2 = omega + 0.5 * dt * b1
        a2_tape.append(a2)
        b2 = -9.81 / length * math.sin(theta + 0.5 * dt * omega) - damping * a2
        theta = theta + dt * a2
        omega = omega + dt * b2

    # Backward pass
    dlength = 0.0
    ddamping = 0.0
    dtheta = 1.0
    domega = 0.0
    for step in reversed(range(steps)):
        theta = theta_tape.pop()
        omega = omega_tape.pop()
        a2 = a2_tape.pop()
        # theta, omega = theta + dt * a2, omega + dt * b2
        db2 = domega * dt
        da2 = dtheta * dt
        # return speed, -9.81 / length * math.sin(angle) - damping * speed
        da2 -= db2 * damping
        sum_1 = theta + 0.5 * dt * omega
        dz = -9.81 * db2 * math.cos(sum_1) / length
        # a2, b2 = slope(theta + 0.5 * dt * a1, omega + 0.5 * dt * b1)
        db1 = 0.5 * da2 * dt
        dtheta += dz
        domega += da2 + 0.5 * dz * dt
        # return speed, -9.81 / length * math.sin(angle) - damping * speed
        ddamping -= db2 * a2 + db1 * omega
        domega -= db1 * damping
        dtheta -= 9.81 * db1 * math.cos(theta) / length
        dlength += 9.81 * (db2 * math.sin(sum_1) + db1 * math.sin(theta)) / length**2
    return dtheta, dlength, ddamping
